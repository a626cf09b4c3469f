//! Declarations and their timelines.
//!
//! A step never changes; only its sealed words may be sealed anew with a newer key.

use crate::dialect::migration;

migration! {
    "m20261123_100600_create_declarations",
    up: &[
        "CREATE TABLE declaration (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            kind text NOT NULL CHECK (kind IN ('illness', 'disability', 'schooling', 'disaster',
                'unstable_job', 'failed_business', 'accident', 'housing', 'drinking_water',
                'other')),
            words_sealed text,
            state text NOT NULL CHECK (state IN ('submitted', 'accepted', 'answered', 'refused',
                'withdrawn', 'closed')),
            level text NOT NULL CHECK (level IN ('community', 'site')),
            rating text CHECK (rating IN ('solved', 'not_solved')),
            due_at bigint,
            submitted_at bigint NOT NULL,
            open_slot bigint CHECK (open_slot > 0),
            filed_by uuid NOT NULL REFERENCES account (id),
            filed_by_name text NOT NULL,
            filed_by_role text NOT NULL,
            head_name text,
            person_id uuid REFERENCES person (id),
            person_name text,
            consent text CHECK (consent IN ('spoken', 'written', 'phone')),
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            CHECK ((open_slot IS NOT NULL) = (state IN ('submitted', 'accepted'))),
            CHECK ((due_at IS NOT NULL) = (state IN ('submitted', 'accepted'))),
            CHECK (state <> 'closed' OR rating IS NOT NULL),
            CHECK ((person_id IS NULL) = (person_name IS NULL))
        )",
        "CREATE UNIQUE INDEX declaration_open ON declaration (household_id, open_slot)
            WHERE open_slot IS NOT NULL",
        "CREATE INDEX declaration_by_household ON declaration (household_id, created_at)",
        "CREATE INDEX declaration_by_due ON declaration (due_at, id) WHERE due_at IS NOT NULL",
        "CREATE INDEX declaration_by_time ON declaration (created_at, id)",
        "CREATE TABLE declaration_step (
            id uuid PRIMARY KEY,
            declaration_id uuid NOT NULL REFERENCES declaration (id),
            number bigint NOT NULL CHECK (number > 0),
            from_state text,
            to_state text NOT NULL,
            action text NOT NULL CHECK (action IN ('declare', 'declare_for', 'accept', 'answer',
                'refuse', 'withdraw', 'solved', 'not_solved')),
            level text NOT NULL CHECK (level IN ('community', 'site')),
            actor_id uuid NOT NULL REFERENCES account (id),
            actor_name text NOT NULL,
            actor_role text NOT NULL,
            reason_code text,
            words_sealed text,
            due_at bigint,
            at bigint NOT NULL,
            UNIQUE (declaration_id, number),
            CHECK ((from_state IS NULL) = (number = 1)),
            CHECK ((action = 'refuse') = (reason_code IS NOT NULL))
        )",
    ],
    sqlite: &[
        "CREATE TRIGGER declaration_step_is_kept BEFORE DELETE ON declaration_step
         BEGIN SELECT RAISE(ABORT, 'steps are kept'); END",
        "CREATE TRIGGER declaration_step_is_final BEFORE UPDATE OF id, declaration_id, number, from_state, to_state,
         action, level, actor_id, actor_name, actor_role, reason_code, due_at, at
         ON declaration_step
         BEGIN SELECT RAISE(ABORT, 'steps do not change'); END",
    ],
    postgres: &[
        "CREATE TRIGGER declaration_step_is_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF
         id, declaration_id, number, from_state, to_state,
         action, level, actor_id, actor_name, actor_role, reason_code, due_at, at
         ON declaration_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ],
    down: &["DROP TABLE IF EXISTS declaration_step", "DROP TABLE IF EXISTS declaration"],
}
