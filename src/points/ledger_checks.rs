//! The rules of ledger and stock as questions: each names the rows that break it, by id.

/// A rule, and the question that finds what breaks it.
pub(super) struct Check {
    /// The promise that it belongs to.
    pub(super) rule: &'static str,
    /// What is wrong with a row that the question finds; the row's id follows.
    pub(super) says: &'static str,
    /// The question: one column `id`.
    pub(super) sql: &'static str,
}

/// What is counted, and how.
pub(super) const COUNTS: &[(&str, &str)] = &[
    ("transfers", "SELECT COUNT(*) FROM point_transfer"),
    ("entries", "SELECT COUNT(*) FROM point_entry"),
    ("households", "SELECT COUNT(*) FROM purse WHERE kind = 'household'"),
    ("redemptions", "SELECT COUNT(*) FROM redemption"),
    ("stock movements", "SELECT COUNT(*) FROM stock_movement"),
];

/// All rules.
pub(super) const CHECKS: &[Check] = &[
    Check {
        rule: "LED-1",
        says: "the entries are not two that sum to 0 in transfer",
        sql: "SELECT t.id FROM point_transfer t \
              LEFT JOIN point_entry e ON e.transfer_id = t.id \
              GROUP BY t.id HAVING COUNT(e.purse_id) <> 2 OR SUM(e.amount) <> 0",
    },
    Check {
        rule: "LED-1",
        says: "there is no transfer for the entry of",
        sql: "SELECT e.transfer_id AS id FROM point_entry e WHERE NOT EXISTS \
              (SELECT 1 FROM point_transfer t WHERE t.id = e.transfer_id)",
    },
    Check {
        rule: "LED-1",
        says: "the household's entry does not say what the transfer says:",
        sql: "SELECT t.id FROM point_transfer t \
              LEFT JOIN purse p ON p.household_id = t.household_id \
              LEFT JOIN point_entry e ON e.transfer_id = t.id AND e.purse_id = p.id \
              LEFT JOIN point_transfer o ON o.id = t.reverses \
              WHERE e.amount IS NULL OR e.amount <> CASE \
                WHEN t.kind = 'credit' OR o.kind = 'redemption' THEN t.points \
                ELSE -t.points END",
    },
    Check {
        rule: "LED-2",
        says: "the balance is not the sum of the entries in purse",
        sql: "SELECT p.id FROM purse p LEFT JOIN point_entry e ON e.purse_id = p.id \
              WHERE p.kind = 'household' GROUP BY p.id, p.balance, p.entries \
              HAVING p.balance <> COALESCE(SUM(e.amount), 0) \
                OR p.entries <> COUNT(e.transfer_id)",
    },
    Check {
        rule: "LED-3",
        says: "the balance was below 0, or is not what its entries say, at some point in purse",
        sql: "SELECT DISTINCT w.id FROM (SELECT e.purse_id AS id, e.place, e.balance_after, \
                SUM(e.amount) OVER (PARTITION BY e.purse_id ORDER BY e.place) AS running, \
                ROW_NUMBER() OVER (PARTITION BY e.purse_id ORDER BY e.place) AS number \
                FROM point_entry e JOIN purse p ON p.id = e.purse_id \
                WHERE p.kind = 'household') w \
              WHERE w.running < 0 OR w.place IS NULL OR w.running <> w.balance_after \
                OR w.place <> w.number",
    },
    Check {
        rule: "LED-5",
        says: "it was reversed more than once:",
        sql: "SELECT t.reverses AS id FROM point_transfer t WHERE t.reverses IS NOT NULL \
              GROUP BY t.reverses HAVING COUNT(*) > 1",
    },
    Check {
        rule: "LED-5",
        says: "it is not the opposite of what it reverses:",
        sql: "SELECT DISTINCT t.id FROM point_transfer t \
              LEFT JOIN point_transfer o ON o.id = t.reverses \
              LEFT JOIN point_entry a ON a.transfer_id = t.id \
              LEFT JOIN point_entry b ON b.transfer_id = o.id AND b.purse_id = a.purse_id \
              WHERE t.kind = 'reversal' AND (o.id IS NULL OR o.kind = 'reversal' \
                OR o.household_id <> t.household_id OR b.amount IS NULL \
                OR a.amount <> -b.amount)",
    },
    Check {
        rule: "LED-6",
        says: "the points are not what the rule gives in credit",
        sql: "SELECT t.id FROM point_transfer t LEFT JOIN point_rule_version v \
                ON v.rule_id = t.rule_id AND v.version = t.rule_version \
              WHERE t.kind = 'credit' AND (v.points IS NULL OR t.points <> v.points * t.times)",
    },
    Check {
        rule: "LED-7",
        says: "the stock is not the sum of the movements of item",
        sql: "SELECT i.id FROM shop_item i LEFT JOIN stock_movement m ON m.item_id = i.id \
              GROUP BY i.id, i.stock, i.movements \
              HAVING i.stock < 0 OR i.stock <> COALESCE(SUM(m.amount), 0) \
                OR i.movements <> COUNT(m.place)",
    },
    Check {
        rule: "LED-7",
        says: "the stock was below 0, or is not what its movements say, at some point of item",
        sql: "SELECT DISTINCT w.id FROM (SELECT m.item_id AS id, m.place, m.stock_after, \
                SUM(m.amount) OVER (PARTITION BY m.item_id ORDER BY m.place) AS running, \
                ROW_NUMBER() OVER (PARTITION BY m.item_id ORDER BY m.place) AS number \
                FROM stock_movement m) w \
              WHERE w.running < 0 OR w.running <> w.stock_after OR w.place <> w.number",
    },
    Check {
        rule: "LED-7",
        says: "there is not exactly one debit and one stock movement for redemption",
        sql: "SELECT d.id FROM redemption d JOIN shop s ON s.id = d.shop_id \
              WHERE (SELECT COUNT(*) FROM point_transfer t \
                  JOIN point_entry e ON e.transfer_id = t.id AND e.purse_id = s.purse_id \
                  WHERE t.id = d.id AND t.kind = 'redemption' \
                    AND t.household_id = d.household_id \
                    AND e.amount = d.quantity * d.price_points) <> 1 \
                OR (SELECT COUNT(*) FROM stock_movement m WHERE m.redemption_id = d.id) <> 1 \
                OR NOT EXISTS (SELECT 1 FROM stock_movement m WHERE m.redemption_id = d.id \
                  AND m.item_id = d.item_id AND m.amount = -d.quantity)",
    },
    Check {
        rule: "LED-7",
        says: "points were spent without a redemption in transfer",
        sql: "SELECT t.id FROM point_transfer t WHERE t.kind = 'redemption' AND NOT EXISTS \
              (SELECT 1 FROM redemption d WHERE d.id = t.id)",
    },
];
