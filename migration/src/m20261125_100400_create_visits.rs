//! Visits and the tasks that ask for them. No column knows where a visitor stood, and none asks for a
//! photo.

use crate::dialect::migration;

migration! {
    "m20261125_100400_create_visits",
    up: &[
        "CREATE TABLE visit (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            visited_at bigint NOT NULL,
            recorded_at bigint NOT NULL,
            visitor_id uuid NOT NULL REFERENCES account (id),
            visitor_name text NOT NULL,
            visitor_role text NOT NULL,
            outcome text NOT NULL CHECK (outcome IN ('nothing_changed', 'changed', 'not_home')),
            changes text,
            words_sealed text,
            CHECK (visited_at <= recorded_at),
            CHECK ((outcome = 'changed') = (changes IS NOT NULL))
        )",
        "CREATE INDEX visit_by_household ON visit (household_id, visited_at)",
        "CREATE INDEX visit_by_time ON visit (visited_at)",
        "CREATE TABLE visit_task (
            household_id uuid NOT NULL REFERENCES household (id),
            cadence text NOT NULL CHECK (cadence IN ('daily', 'weekly', 'monthly', 'return')),
            starts_on date NOT NULL,
            due_on date NOT NULL,
            state text NOT NULL CHECK (state IN ('open', 'done', 'missed', 'void')),
            colour text NOT NULL CHECK (colour IN ('red', 'yellow', 'green')),
            declaration_id uuid REFERENCES declaration (id),
            visit_id uuid REFERENCES visit (id),
            missed_at bigint,
            reported_at bigint,
            raised_at bigint,
            PRIMARY KEY (household_id, starts_on, cadence),
            CHECK (due_on >= starts_on),
            CHECK ((state = 'done') = (visit_id IS NOT NULL)),
            CHECK (state <> 'missed' OR missed_at IS NOT NULL),
            CHECK (reported_at IS NULL OR missed_at IS NOT NULL),
            CHECK (raised_at IS NULL OR reported_at IS NOT NULL),
            CHECK ((cadence = 'return') = (declaration_id IS NOT NULL))
        ) {rowless}",
        "CREATE INDEX visit_task_due ON visit_task (due_on, household_id) WHERE state = 'open'",
        "CREATE UNIQUE INDEX visit_task_running ON visit_task (household_id)
            WHERE state = 'open' AND cadence <> 'return'",
        "CREATE INDEX visit_task_by_declaration ON visit_task (declaration_id)
            WHERE declaration_id IS NOT NULL",
        "CREATE INDEX visit_task_missed ON visit_task (missed_at, household_id)
            WHERE missed_at IS NOT NULL AND raised_at IS NULL",
        "CREATE INDEX visit_task_by_visit ON visit_task (visit_id) WHERE visit_id IS NOT NULL",
    ],
    down: &["DROP TABLE visit_task", "DROP TABLE visit"],
}
