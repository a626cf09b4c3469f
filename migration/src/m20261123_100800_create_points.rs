//! Points: rules and their versions, purses, transfers, entries, and the tallies behind caps.
//!
//! Only a household's purse has a balance: the issuance purse of a community has entries alone, so
//! that no row is touched by every credit. `place` numbers the entries of a household's purse.

use crate::dialect::migration;

migration! {
    "m20261123_100800_create_points",
    up: &[
        "CREATE TABLE point_rule (
            id uuid PRIMARY KEY,
            node_id uuid NOT NULL REFERENCES grid_node (id),
            version bigint NOT NULL CHECK (version >= 1),
            created_at bigint NOT NULL,
            ended_at bigint,
            end_reason text,
            CHECK ((ended_at IS NULL) = (end_reason IS NULL))
        )",
        "CREATE INDEX point_rule_by_node ON point_rule (node_id, id)",
        "CREATE TABLE point_rule_version (
            rule_id uuid NOT NULL REFERENCES point_rule (id),
            version bigint NOT NULL CHECK (version >= 1),
            name text NOT NULL,
            points bigint NOT NULL CHECK (points > 0),
            unit text NOT NULL,
            household_day_max bigint CHECK (household_day_max > 0),
            household_month_max bigint CHECK (household_month_max > 0),
            evidence text NOT NULL CHECK (evidence IN ('none', 'note')),
            adopted_on date NOT NULL,
            votes_for bigint NOT NULL CHECK (votes_for >= 0),
            votes_against bigint NOT NULL CHECK (votes_against >= 0),
            recorded_by uuid NOT NULL,
            created_at bigint NOT NULL,
            PRIMARY KEY (rule_id, version)
        ) {rowless}",
        "CREATE TABLE purse (
            id uuid PRIMARY KEY,
            kind text NOT NULL
                CHECK (kind IN ('issuance', 'household', 'shop', 'expiry', 'hold')),
            household_id uuid UNIQUE REFERENCES household (id),
            node_id uuid REFERENCES grid_node (id),
            balance bigint CHECK (balance >= 0),
            entries bigint CHECK (entries >= 0),
            created_at bigint NOT NULL,
            CHECK ((kind = 'household') = (household_id IS NOT NULL)),
            CHECK ((kind = 'household') = (node_id IS NULL)),
            CHECK ((kind = 'household') = (balance IS NOT NULL)),
            CHECK ((kind = 'household') = (entries IS NOT NULL))
        )",
        "CREATE UNIQUE INDEX purse_of_node ON purse (node_id, kind)
            WHERE kind IN ('issuance', 'expiry', 'hold')",
        "CREATE TABLE point_transfer (
            id uuid PRIMARY KEY,
            kind text NOT NULL CHECK (kind IN ('credit', 'redemption', 'reversal')),
            household_id uuid NOT NULL REFERENCES household (id),
            points bigint NOT NULL CHECK (points > 0),
            rule_id uuid,
            rule_version bigint,
            times bigint CHECK (times > 0),
            reverses uuid UNIQUE REFERENCES point_transfer (id),
            note text,
            actor_id uuid NOT NULL,
            at bigint NOT NULL,
            FOREIGN KEY (rule_id, rule_version) REFERENCES point_rule_version (rule_id, version),
            CHECK ((kind = 'credit') = (rule_id IS NOT NULL)),
            CHECK ((kind = 'credit') = (rule_version IS NOT NULL)),
            CHECK ((kind = 'credit') = (times IS NOT NULL)),
            CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
            CHECK (kind <> 'reversal' OR note IS NOT NULL)
        )",
        "CREATE TABLE point_entry (
            transfer_id uuid NOT NULL REFERENCES point_transfer (id),
            purse_id uuid NOT NULL REFERENCES purse (id),
            amount bigint NOT NULL CHECK (amount <> 0),
            place bigint CHECK (place > 0),
            balance_after bigint CHECK (balance_after >= 0),
            PRIMARY KEY (transfer_id, purse_id),
            CHECK ((place IS NULL) = (balance_after IS NULL))
        ) {rowless}",
        "CREATE UNIQUE INDEX point_entry_by_purse ON point_entry (purse_id, place)",
        "CREATE TABLE point_tally (
            kind text NOT NULL
                CHECK (kind IN ('volunteer_day', 'rule_day', 'rule_month', 'item_month')),
            subject_id uuid NOT NULL,
            whose_id uuid NOT NULL,
            from_day date NOT NULL,
            used bigint NOT NULL CHECK (used >= 0),
            cap bigint NOT NULL,
            PRIMARY KEY (kind, subject_id, whose_id, from_day)
        ) {rowless}",
    ],
    sqlite: &[
        "CREATE TRIGGER point_rule_version_is_kept BEFORE DELETE ON point_rule_version
         BEGIN SELECT RAISE(ABORT, 'point_rule_version does not change'); END",
        "CREATE TRIGGER point_rule_version_is_final BEFORE UPDATE ON point_rule_version
         BEGIN SELECT RAISE(ABORT, 'point_rule_version does not change'); END",
        "CREATE TRIGGER point_transfer_is_kept BEFORE DELETE ON point_transfer
         BEGIN SELECT RAISE(ABORT, 'point_transfer does not change'); END",
        "CREATE TRIGGER point_transfer_is_final BEFORE UPDATE ON point_transfer
         BEGIN SELECT RAISE(ABORT, 'point_transfer does not change'); END",
        "CREATE TRIGGER point_entry_is_kept BEFORE DELETE ON point_entry
         BEGIN SELECT RAISE(ABORT, 'point_entry does not change'); END",
        "CREATE TRIGGER point_entry_is_final BEFORE UPDATE ON point_entry
         BEGIN SELECT RAISE(ABORT, 'point_entry does not change'); END",
    ],
    postgres: &[
        "CREATE TRIGGER point_rule_version_is_final
         BEFORE UPDATE OR DELETE OR TRUNCATE ON point_rule_version
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER point_transfer_is_final
         BEFORE UPDATE OR DELETE OR TRUNCATE ON point_transfer
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER point_entry_is_final
         BEFORE UPDATE OR DELETE OR TRUNCATE ON point_entry
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ],
    down: &[
        "DROP TABLE point_tally", "DROP TABLE point_entry", "DROP TABLE point_transfer",
        "DROP TABLE purse", "DROP TABLE point_rule_version", "DROP TABLE point_rule",
    ],
}
