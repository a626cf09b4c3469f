//! What every write needs: stored replies, the audit trail, the outbox, leases and counters.

use crate::dialect::migration;

migration! {
    "m20261123_100000_create_ground",
    up: &[
        "CREATE TABLE installation (name text PRIMARY KEY, value text NOT NULL)",
        "CREATE TABLE idempotency (
            account_id uuid NOT NULL,
            key uuid NOT NULL,
            digest text NOT NULL,
            reply text NOT NULL,
            etag text,
            created_at bigint NOT NULL,
            PRIMARY KEY (account_id, key)
        ) {rowless}",
        "CREATE INDEX idempotency_by_age ON idempotency (created_at)",
        "CREATE TABLE audit (
            id uuid PRIMARY KEY,
            at bigint NOT NULL,
            actor_id uuid,
            action text NOT NULL,
            subject_kind text NOT NULL,
            subject_id uuid,
            household_id uuid,
            node_id uuid,
            reason text,
            facts text,
            trace_id text,
            seq bigint UNIQUE,
            hash text,
            CHECK ((seq IS NULL) = (hash IS NULL))
        )",
        "CREATE INDEX audit_unsealed ON audit (id) WHERE seq IS NULL",
        "CREATE INDEX audit_by_household ON audit (household_id, id) WHERE household_id IS NOT NULL",
        "CREATE INDEX audit_by_actor ON audit (actor_id, id)",
        "CREATE TABLE audit_checkpoint (
            seq bigint PRIMARY KEY,
            hash text NOT NULL,
            at bigint NOT NULL,
            key_id text NOT NULL,
            signature text NOT NULL
        )",
        "CREATE TABLE outbox (
            id uuid PRIMARY KEY,
            topic text NOT NULL,
            payload text NOT NULL,
            created_at bigint NOT NULL,
            due_at bigint NOT NULL,
            leased_by uuid,
            leased_until bigint,
            attempts bigint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            failed_at bigint
        )",
        "CREATE INDEX outbox_by_due ON outbox (due_at) WHERE failed_at IS NULL",
        "CREATE TABLE schedule (
            name text PRIMARY KEY,
            due_at bigint NOT NULL,
            leased_by uuid,
            leased_until bigint,
            succeeded_at bigint,
            failures bigint NOT NULL DEFAULT 0
        )",
        "CREATE TABLE throttle (
            subject text PRIMARY KEY,
            window_at bigint NOT NULL,
            failures bigint NOT NULL CHECK (failures >= 0),
            blocked_until bigint
        )",
    ],
    sqlite: &[
        "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
         BEGIN SELECT RAISE(ABORT, 'audit entries are kept'); END",
        "CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit
         WHEN OLD.seq IS NOT NULL OR NEW.seq IS NULL OR OLD.id <> NEW.id OR OLD.at <> NEW.at
           OR OLD.actor_id IS NOT NEW.actor_id OR OLD.action <> NEW.action
           OR OLD.subject_kind <> NEW.subject_kind OR OLD.subject_id IS NOT NEW.subject_id
           OR OLD.household_id IS NOT NEW.household_id OR OLD.node_id IS NOT NEW.node_id
           OR OLD.reason IS NOT NEW.reason OR OLD.facts IS NOT NEW.facts
           OR OLD.trace_id IS NOT NEW.trace_id
         BEGIN SELECT RAISE(ABORT, 'audit entries do not change'); END",
    ],
    postgres: &[
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION '% does not change', TG_TABLE_NAME; END $$",
        "CREATE TRIGGER audit_is_kept BEFORE DELETE OR TRUNCATE ON audit
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit FOR EACH ROW
         WHEN (OLD.seq IS NOT NULL OR NEW.seq IS NULL
           OR (OLD.id, OLD.at, OLD.actor_id, OLD.action, OLD.subject_kind, OLD.subject_id,
               OLD.household_id, OLD.node_id, OLD.reason, OLD.facts, OLD.trace_id)
           IS DISTINCT FROM
              (NEW.id, NEW.at, NEW.actor_id, NEW.action, NEW.subject_kind, NEW.subject_id,
               NEW.household_id, NEW.node_id, NEW.reason, NEW.facts, NEW.trace_id))
         EXECUTE FUNCTION refuse_change()",
    ],
    down: &[
        "DROP TABLE throttle", "DROP TABLE schedule", "DROP TABLE outbox",
        "DROP TABLE audit_checkpoint", "DROP TABLE audit", "DROP TABLE idempotency",
        "DROP TABLE installation",
    ],
}
