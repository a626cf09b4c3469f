//! Accounts, sessions, appointments and posts.
//!
//! A change of an appointment raises the version of its account, so that no node goes on with rights
//! that it read before.

use crate::dialect::migration;

migration! {
    "m20261123_100300_create_identity",
    up: &[
        "CREATE TABLE account (
            id uuid PRIMARY KEY,
            kind text NOT NULL CHECK (kind IN ('staff', 'resident')),
            login text UNIQUE,
            display_name text NOT NULL,
            password_hash text,
            password_set_at bigint,
            password_must_change boolean NOT NULL DEFAULT false,
            person_id uuid REFERENCES person (id),
            household_id uuid REFERENCES household (id),
            node_id uuid REFERENCES grid_node (id),
            state text NOT NULL CHECK (state IN ('active', 'disabled')),
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            CHECK (kind = 'resident' OR login IS NOT NULL),
            CHECK (kind = 'staff' OR household_id IS NOT NULL)
        )",
        "CREATE INDEX account_by_household ON account (household_id)
            WHERE household_id IS NOT NULL",
        "CREATE TABLE session (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL REFERENCES account (id),
            device text,
            created_at bigint NOT NULL,
            used_at bigint NOT NULL,
            expires_at bigint NOT NULL,
            ended_at bigint,
            end_reason text
        )",
        "CREATE INDEX session_open ON session (account_id, id) WHERE ended_at IS NULL",
        "CREATE TABLE refresh_token (
            hash text PRIMARY KEY,
            session_id uuid NOT NULL REFERENCES session (id),
            issued_at bigint NOT NULL,
            used_at bigint,
            successor_hash text,
            CHECK ((used_at IS NULL) = (successor_hash IS NULL))
        )",
        "CREATE INDEX refresh_token_by_session ON refresh_token (session_id)",
        "CREATE TABLE appointment (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL REFERENCES account (id),
            role text NOT NULL,
            node_id uuid NOT NULL REFERENCES grid_node (id),
            starts_on date NOT NULL,
            ends_on date,
            granted_by uuid REFERENCES account (id),
            created_at bigint NOT NULL,
            ended_at bigint,
            CHECK (ends_on IS NULL OR ends_on >= starts_on)
        )",
        "CREATE INDEX appointment_by_account ON appointment (account_id) WHERE ended_at IS NULL",
        "CREATE INDEX appointment_by_node ON appointment (node_id, role) WHERE ended_at IS NULL",
        "CREATE TABLE post (
            id uuid PRIMARY KEY,
            node_id uuid NOT NULL REFERENCES grid_node (id),
            role text NOT NULL,
            created_at bigint NOT NULL,
            UNIQUE (node_id, role)
        )",
    ],
    sqlite: &[
        "CREATE TRIGGER appointment_made AFTER INSERT ON appointment
         BEGIN UPDATE account SET version = version + 1 WHERE id = NEW.account_id; END",
        "CREATE TRIGGER appointment_changed AFTER UPDATE ON appointment
         BEGIN UPDATE account SET version = version + 1 WHERE id = NEW.account_id; END",
    ],
    postgres: &[
        "CREATE FUNCTION bump_account() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN UPDATE account SET version = version + 1 WHERE id = NEW.account_id;
         RETURN NEW; END $$",
        "CREATE TRIGGER appointment_changed AFTER INSERT OR UPDATE ON appointment
         FOR EACH ROW EXECUTE FUNCTION bump_account()",
    ],
    down: &[
        "DROP TABLE post", "DROP TABLE appointment", "DROP TABLE refresh_token",
        "DROP TABLE session", "DROP TABLE account",
    ],
}
