//! Proves from the database alone that declarations stand where their timelines say, and that what
//! follows from them (records, colours, visits, rounds) agrees with its rows.

use crate::store::{Fault, Sql};

/// What must not be: a question that counts it, and how it reads.
const QUESTIONS: &[(&str, &str)] = &[
    (
        "SELECT COUNT(*) FROM declaration d WHERE d.version <> \
         (SELECT COUNT(*) FROM declaration_step s WHERE s.declaration_id = d.id) \
         OR d.version <> (SELECT COALESCE(MAX(s.number), 0) FROM declaration_step s \
           WHERE s.declaration_id = d.id)",
        "declarations have not as many steps as their version says",
    ),
    (
        "SELECT COUNT(*) FROM declaration d JOIN declaration_step s \
         ON s.declaration_id = d.id AND s.number = d.version \
         WHERE s.to_state <> d.state OR s.level <> d.level",
        "declarations do not stand where their last step led",
    ),
    (
        "SELECT COUNT(*) FROM declaration_step s JOIN declaration_step b \
         ON b.declaration_id = s.declaration_id AND b.number = s.number - 1 \
         WHERE s.from_state <> b.to_state OR s.at < b.at",
        "steps do not begin where the one before ended",
    ),
    (
        "SELECT COUNT(*) FROM declaration d WHERE d.state = 'supporting' AND NOT EXISTS \
         (SELECT 1 FROM monitoring_record r WHERE r.declaration_id = d.id \
           AND r.removed_at IS NULL)",
        "supported declarations have no open record",
    ),
    (
        "SELECT COUNT(*) FROM monitoring_record r JOIN declaration d ON d.id = r.declaration_id \
         WHERE d.household_id <> r.household_id \
         OR (r.removed_at IS NULL) <> (d.state = 'supporting')",
        "records do not agree with their declarations",
    ),
    (
        "SELECT COUNT(*) FROM public_notice_entry e WHERE NOT EXISTS (SELECT 1 FROM \
         declaration_step s WHERE s.declaration_id = e.declaration_id AND s.action = 'publish')",
        "entries of public notices were never published by a step",
    ),
    (
        "SELECT COUNT(*) FROM household h JOIN colour_result c ON c.id = (SELECT l.id \
         FROM colour_result l WHERE l.household_id = h.id AND l.state = 'confirmed' \
         ORDER BY l.decided_at DESC, l.id DESC LIMIT 1) WHERE h.colour <> c.colour",
        "households do not have the colour that was confirmed last",
    ),
    (
        "SELECT COUNT(*) FROM visit_task t JOIN visit v ON v.id = t.visit_id \
         WHERE v.household_id <> t.household_id OR v.outcome = 'not_home'",
        "visit tasks were settled by a visit that does not count",
    ),
    (
        "SELECT COUNT(*) FROM round_household r JOIN visit v ON v.id = r.visit_id \
         WHERE v.household_id <> r.household_id OR v.outcome = 'not_home'",
        "households of a round were ticked by a visit that does not count",
    ),
    (
        "SELECT COUNT(*) FROM monitoring_round r WHERE r.household_count <> \
         (SELECT COUNT(*) FROM round_household h WHERE h.round_id = r.id)",
        "rounds do not cover as many households as they say",
    ),
    (
        "SELECT COUNT(*) FROM monitoring_round r WHERE r.phase = 'closed' AND r.household_count <> \
         (SELECT COALESCE(SUM(s.households), 0) FROM round_snapshot s WHERE s.round_id = r.id)",
        "closed rounds froze other figures than their households",
    ),
];

/// What is wrong, in words.
pub(crate) async fn prove(sql: Sql<'_>) -> Result<Vec<String>, Fault> {
    let mut faults = Vec::new();
    for (question, words) in QUESTIONS {
        let count: Option<i64> = sql.value(*question, vec![]).await?;
        match count.unwrap_or(0) {
            0 => {}
            count => faults.push(format!("{count} {words}")),
        }
    }
    Ok(faults)
}
