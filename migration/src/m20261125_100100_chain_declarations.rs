//! The whole chain of a declaration: household verification, review meeting, public notice, street
//! review, county confirmation, support; pauses, objections, and what was raised to the level above.
//!
//! Both tables are made anew, because SQLite can't change a `CHECK`. What a public notice shows has no
//! column for an ID-card number, a phone, a bank account, health or income.

use crate::dialect::migration;

migration! {
    "m20261125_100100_chain_declarations",
    up: &[
        "CREATE TABLE declaration_new (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            track text NOT NULL CHECK (track IN ('monitoring', 'service')),
            kind text NOT NULL CHECK (kind IN ('illness', 'disability', 'schooling', 'disaster',
                'unstable_job', 'failed_business', 'accident', 'housing', 'drinking_water',
                'other', 'consultation', 'address_change', 'member_change',
                'employment_change')),
            words_sealed text,
            state text NOT NULL CHECK (state IN ('submitted', 'returned', 'accepted', 'verified',
                'reviewed', 'in_notice', 'street_reviewed', 'supporting', 'risk_removed',
                'answered', 'refused', 'appealed', 'withdrawn', 'closed')),
            level text NOT NULL CHECK (level IN ('community', 'site', 'county')),
            rating text CHECK (rating IN ('solved', 'not_solved')),
            category text CHECK (category IN ('unstable', 'marginal', 'sudden')),
            due_at bigint,
            chain_due_at bigint,
            submitted_at bigint NOT NULL,
            stepped_at bigint NOT NULL,
            stopped_at bigint,
            stopped_for text CHECK (stopped_for IN ('pause', 'objection')),
            held_due_at bigint,
            is_green boolean NOT NULL DEFAULT false,
            has_appealed boolean NOT NULL DEFAULT false,
            raised_level text CHECK (raised_level IN ('community', 'site', 'county')),
            open_slot bigint CHECK (open_slot > 0),
            filed_by uuid NOT NULL REFERENCES account (id),
            filed_by_name text NOT NULL,
            filed_by_role text NOT NULL,
            head_name text,
            person_id uuid REFERENCES person (id),
            person_name text,
            consent text CHECK (consent IN ('spoken', 'written', 'phone')),
            consent_by text,
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            CHECK ((open_slot IS NOT NULL) = (state IN ('submitted', 'returned', 'accepted',
                'verified', 'reviewed', 'in_notice', 'street_reviewed', 'appealed'))),
            CHECK ((due_at IS NOT NULL) = (stopped_at IS NULL AND state IN ('submitted', 'accepted',
                'verified', 'reviewed', 'in_notice', 'street_reviewed', 'appealed'))),
            CHECK ((stopped_at IS NULL) = (stopped_for IS NULL)),
            CHECK ((stopped_at IS NULL) = (held_due_at IS NULL)),
            CHECK (stopped_for <> 'objection' OR state = 'in_notice'),
            CHECK (state NOT IN ('supporting', 'risk_removed')
                OR (track = 'monitoring' AND category IS NOT NULL)),
            CHECK (track = 'monitoring' OR state IN ('submitted', 'returned', 'accepted', 'answered',
                'refused', 'appealed', 'withdrawn', 'closed')),
            CHECK (track = 'service' OR kind NOT IN ('consultation', 'address_change',
                'member_change', 'employment_change')),
            CHECK (NOT is_green OR kind IN ('disaster', 'accident')),
            CHECK ((person_id IS NULL) = (person_name IS NULL)),
            CHECK (consent_by IS NULL OR consent IS NOT NULL)
        )",
        "INSERT INTO declaration_new (id, household_id, track, kind, words_sealed, state, level, rating,
            due_at, submitted_at, stepped_at, open_slot, filed_by, filed_by_name, filed_by_role,
            head_name, person_id, person_name, consent, version, created_at, updated_at)
         SELECT id, household_id, 'monitoring', kind, words_sealed, state, level, rating,
            due_at, submitted_at, updated_at, open_slot, filed_by, filed_by_name, filed_by_role,
            head_name, person_id, person_name, consent, version, created_at, updated_at
         FROM declaration",
        "CREATE TABLE declaration_step_new (
            id uuid PRIMARY KEY,
            declaration_id uuid NOT NULL REFERENCES declaration_new (id),
            number bigint NOT NULL CHECK (number > 0),
            from_state text,
            to_state text NOT NULL,
            action text NOT NULL CHECK (action IN ('declare', 'declare_for', 'accept', 'return',
                'supplement', 'refer', 'reclassify', 'withdraw', 'refuse', 'answer', 'solved',
                'not_solved', 'verify', 'review', 'publish', 'object', 'answer_objection',
                'street_review', 'confirm', 'remove_risk', 'green', 'pause', 'resume', 'appeal',
                'uphold', 'reopen')),
            level text NOT NULL CHECK (level IN ('community', 'site', 'county')),
            actor_id uuid NOT NULL REFERENCES account (id),
            actor_name text NOT NULL,
            actor_role text NOT NULL,
            reason_code text,
            words_sealed text,
            due_at bigint,
            at bigint NOT NULL,
            UNIQUE (declaration_id, number),
            CHECK ((from_state IS NULL) = (number = 1)),
            CHECK ((action IN ('refuse', 'return', 'refer', 'reclassify', 'pause'))
                = (reason_code IS NOT NULL))
        )",
        "INSERT INTO declaration_step_new SELECT * FROM declaration_step",
        "DROP TABLE declaration_step",
        "DROP TABLE declaration",
        "ALTER TABLE declaration_new RENAME TO declaration",
        "ALTER TABLE declaration_step_new RENAME TO declaration_step",
        "CREATE UNIQUE INDEX declaration_open ON declaration (household_id, open_slot)
            WHERE open_slot IS NOT NULL",
        "CREATE INDEX declaration_by_household ON declaration (household_id, created_at)",
        "CREATE INDEX declaration_by_due ON declaration (due_at, id) WHERE due_at IS NOT NULL",
        "CREATE INDEX declaration_by_time ON declaration (created_at, id)",
        "CREATE INDEX declaration_by_state ON declaration (state, id)",
        "CREATE INDEX declaration_step_by_time ON declaration_step (at)",

        "CREATE TABLE declaration_verification (
            id uuid PRIMARY KEY,
            declaration_id uuid NOT NULL REFERENCES declaration (id),
            household_id uuid NOT NULL REFERENCES household (id),
            visited_on date NOT NULL,
            companion_name text,
            food_clothing text NOT NULL CHECK (food_clothing IN ('met', 'at_risk', 'unmet')),
            schooling text NOT NULL CHECK (schooling IN ('met', 'at_risk', 'unmet')),
            medicine text NOT NULL CHECK (medicine IN ('met', 'at_risk', 'unmet')),
            housing text NOT NULL CHECK (housing IN ('met', 'at_risk', 'unmet')),
            water text NOT NULL CHECK (water IN ('met', 'at_risk', 'unmet')),
            income_year bigint NOT NULL CHECK (income_year BETWEEN 2000 AND 2200),
            income_fen_per_head bigint NOT NULL,
            burden_fen bigint NOT NULL DEFAULT 0 CHECK (burden_fen >= 0),
            findings_sealed text NOT NULL,
            verified_by uuid NOT NULL REFERENCES account (id),
            created_at bigint NOT NULL
        )",
        "CREATE INDEX declaration_verification_by_declaration
            ON declaration_verification (declaration_id, id)",

        "CREATE TABLE review_meeting (
            id uuid PRIMARY KEY,
            node_id uuid NOT NULL REFERENCES grid_node (id),
            held_on date NOT NULL,
            place text NOT NULL,
            chair_name text NOT NULL,
            participants bigint NOT NULL CHECK (participants > 0),
            participant_names text NOT NULL,
            minutes_sealed text NOT NULL,
            created_by uuid NOT NULL REFERENCES account (id),
            created_at bigint NOT NULL
        )",
        "CREATE INDEX review_meeting_by_node ON review_meeting (node_id, id)",
        "CREATE TABLE review_vote (
            id uuid PRIMARY KEY,
            meeting_id uuid NOT NULL REFERENCES review_meeting (id),
            declaration_id uuid NOT NULL REFERENCES declaration (id),
            votes_for bigint NOT NULL CHECK (votes_for >= 0),
            votes_against bigint NOT NULL CHECK (votes_against >= 0),
            votes_abstained bigint NOT NULL CHECK (votes_abstained >= 0),
            proposed_category text NOT NULL
                CHECK (proposed_category IN ('unstable', 'marginal', 'sudden')),
            passed boolean NOT NULL,
            created_at bigint NOT NULL,
            UNIQUE (meeting_id, declaration_id),
            CHECK (passed = (votes_for * 2 > votes_for + votes_against + votes_abstained))
        )",
        "CREATE INDEX review_vote_by_declaration ON review_vote (declaration_id, id)",

        "CREATE TABLE public_notice (
            id uuid PRIMARY KEY,
            node_id uuid NOT NULL REFERENCES grid_node (id),
            starts_on date NOT NULL,
            working_days bigint NOT NULL CHECK (working_days >= 5),
            contact_place text NOT NULL,
            created_by uuid NOT NULL REFERENCES account (id),
            created_at bigint NOT NULL
        )",
        "CREATE INDEX public_notice_by_node ON public_notice (node_id, id)",
        "CREATE TABLE public_notice_entry (
            notice_id uuid NOT NULL REFERENCES public_notice (id),
            declaration_id uuid NOT NULL REFERENCES declaration (id),
            place bigint NOT NULL CHECK (place > 0),
            head_name_masked text NOT NULL,
            building_name text NOT NULL,
            member_count bigint NOT NULL CHECK (member_count > 0),
            category text NOT NULL CHECK (category IN ('unstable', 'marginal', 'sudden')),
            ends_at bigint NOT NULL,
            PRIMARY KEY (notice_id, declaration_id),
            UNIQUE (notice_id, place)
        ) {rowless}",
        "CREATE INDEX public_notice_entry_by_declaration ON public_notice_entry (declaration_id)",
        "CREATE TABLE notice_objection (
            id uuid PRIMARY KEY,
            notice_id uuid NOT NULL REFERENCES public_notice (id),
            declaration_id uuid NOT NULL REFERENCES declaration (id),
            raised_by uuid NOT NULL REFERENCES account (id),
            raised_for text,
            words_sealed text NOT NULL,
            raised_at bigint NOT NULL,
            answered_by uuid REFERENCES account (id),
            answer_sealed text,
            is_upheld boolean,
            answered_at bigint,
            CHECK ((answered_at IS NULL) = (answer_sealed IS NULL)),
            CHECK ((answered_at IS NULL) = (is_upheld IS NULL)),
            CHECK ((answered_at IS NULL) = (answered_by IS NULL))
        )",
        "CREATE INDEX notice_objection_by_declaration ON notice_objection (declaration_id, id)",
        "CREATE INDEX notice_objection_open ON notice_objection (declaration_id)
            WHERE answered_at IS NULL",

        "CREATE TABLE declaration_pause (
            id uuid PRIMARY KEY,
            declaration_id uuid NOT NULL REFERENCES declaration (id),
            requested_by uuid NOT NULL REFERENCES account (id),
            reason_code text NOT NULL,
            words_sealed text NOT NULL,
            requested_at bigint NOT NULL,
            decided_by uuid REFERENCES account (id),
            is_approved boolean,
            decided_at bigint,
            decision_sealed text,
            ended_at bigint,
            CHECK ((decided_at IS NULL) = (is_approved IS NULL)),
            CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
            CHECK ((decided_at IS NULL) = (decision_sealed IS NULL)),
            CHECK (decided_by <> requested_by),
            CHECK (ended_at IS NULL OR is_approved)
        )",
        "CREATE UNIQUE INDEX declaration_pause_open ON declaration_pause (declaration_id)
            WHERE decided_at IS NULL OR (is_approved AND ended_at IS NULL)",

        "CREATE TABLE declaration_hop (
            id uuid PRIMARY KEY,
            declaration_id uuid NOT NULL REFERENCES declaration (id),
            cause text NOT NULL CHECK (cause IN ('step', 'chain')),
            state text NOT NULL,
            due_at bigint NOT NULL,
            from_level text NOT NULL CHECK (from_level IN ('community', 'site', 'county')),
            to_level text NOT NULL CHECK (to_level IN ('community', 'site', 'county')),
            to_node_id uuid NOT NULL REFERENCES grid_node (id),
            skipped_levels text NOT NULL DEFAULT '',
            told bigint NOT NULL CHECK (told >= 0),
            at bigint NOT NULL,
            UNIQUE (declaration_id, cause, due_at, to_level)
        )",
        "CREATE INDEX declaration_hop_by_time ON declaration_hop (at)",
    ],
    sqlite: &[
        "CREATE TRIGGER declaration_step_is_kept BEFORE DELETE ON declaration_step
         BEGIN SELECT RAISE(ABORT, 'steps are kept'); END",
        "CREATE TRIGGER declaration_step_is_final BEFORE UPDATE OF id, declaration_id, number, from_state, to_state,
         action, level, actor_id, actor_name, actor_role, reason_code, due_at, at
         ON declaration_step
         BEGIN SELECT RAISE(ABORT, 'steps do not change'); END",
        "CREATE TRIGGER review_vote_is_kept BEFORE DELETE ON review_vote
         BEGIN SELECT RAISE(ABORT, 'votes are kept'); END",
        "CREATE TRIGGER review_vote_is_final BEFORE UPDATE ON review_vote
         BEGIN SELECT RAISE(ABORT, 'votes do not change'); END",
    ],
    postgres: &[
        "CREATE TRIGGER declaration_step_is_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF
         id, declaration_id, number, from_state, to_state,
         action, level, actor_id, actor_name, actor_role, reason_code, due_at, at
         ON declaration_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER review_vote_is_final BEFORE DELETE OR TRUNCATE OR UPDATE
         ON review_vote FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ],
    down: &[
        "DROP TABLE declaration_hop", "DROP TABLE declaration_pause", "DROP TABLE notice_objection",
        "DROP TABLE public_notice_entry", "DROP TABLE public_notice", "DROP TABLE review_vote",
        "DROP TABLE review_meeting", "DROP TABLE declaration_verification",
        "DROP TABLE declaration_step", "DROP TABLE declaration",
    ],
}
