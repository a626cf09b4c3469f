//! What is told to households: a push, and one delivery of it per household.

use crate::dialect::migration;

migration! {
    "m20261123_100400_create_inbox",
    up: &[
        "CREATE TABLE push (
            id uuid PRIMARY KEY,
            kind text NOT NULL CHECK (kind IN ('job', 'declaration', 'points', 'notice')),
            subject_id uuid NOT NULL,
            title text NOT NULL,
            body text NOT NULL,
            created_at bigint NOT NULL
        )",
        "CREATE TABLE delivery (
            household_id uuid NOT NULL REFERENCES household (id),
            push_id uuid NOT NULL REFERENCES push (id),
            state text NOT NULL CHECK (state IN ('waiting', 'read', 'answered')),
            persons text,
            created_at bigint NOT NULL,
            read_at bigint,
            answered_at bigint,
            answer text,
            reason text,
            answered_by uuid,
            PRIMARY KEY (household_id, push_id),
            CHECK ((state = 'answered') = (answer IS NOT NULL)),
            CHECK ((state = 'answered') = (answered_at IS NOT NULL)),
            CHECK (state <> 'waiting' OR read_at IS NULL)
        ) {rowless}",
        "CREATE INDEX delivery_by_push ON delivery (push_id, state)",
    ],
    down: &["DROP TABLE delivery", "DROP TABLE push"],
}
