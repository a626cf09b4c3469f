//! What is told to staff: one message per account, with or without a phone in the pocket.

use crate::dialect::migration;

migration! {
    "m20261125_100000_tell_staff",
    up: &[
        "CREATE TABLE staff_message (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL REFERENCES account (id),
            kind text NOT NULL CHECK (kind IN ('declaration', 'visit', 'round', 'clue', 'colour',
                'measure')),
            subject_id uuid,
            title text NOT NULL,
            body text NOT NULL,
            created_at bigint NOT NULL,
            read_at bigint
        )",
        "CREATE INDEX staff_message_by_account ON staff_message (account_id, id)",
        "CREATE INDEX staff_message_unread ON staff_message (account_id) WHERE read_at IS NULL",
    ],
    down: &["DROP TABLE staff_message"],
}
