//! Households under monitoring: the record, the one-to-one helper, the plan, the measures, and the
//! colours with the rules that propose them.
//!
//! Red is cleared by the county alone, a household has one open record, one helper and one plan, and
//! what was delivered or confirmed does not change afterwards.

use crate::dialect::migration;

migration! {
    "m20261125_100200_create_monitoring",
    up: &[
        "CREATE TABLE monitoring_record (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            declaration_id uuid UNIQUE REFERENCES declaration (id),
            source text NOT NULL CHECK (source IN ('declaration', 'register')),
            category text NOT NULL CHECK (category IN ('unstable', 'marginal', 'sudden')),
            kind text NOT NULL,
            confirmed_at bigint NOT NULL,
            confirmed_by uuid REFERENCES account (id),
            removed_at bigint,
            removed_by uuid REFERENCES account (id),
            removal_words_sealed text,
            watch_until date,
            version bigint NOT NULL DEFAULT 1,
            CHECK ((source = 'declaration') = (declaration_id IS NOT NULL)),
            CHECK ((removed_at IS NULL) = (removed_by IS NULL)),
            CHECK ((removed_at IS NULL) = (watch_until IS NULL))
        )",
        "CREATE UNIQUE INDEX monitoring_record_open ON monitoring_record (household_id)
            WHERE removed_at IS NULL",
        "CREATE INDEX monitoring_record_by_household ON monitoring_record (household_id, id)",
        "CREATE INDEX monitoring_record_watched ON monitoring_record (watch_until)
            WHERE watch_until IS NOT NULL",

        "CREATE TABLE helper (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            account_id uuid NOT NULL REFERENCES account (id),
            name text NOT NULL,
            since date NOT NULL,
            assigned_by uuid NOT NULL REFERENCES account (id),
            created_at bigint NOT NULL,
            ended_at bigint
        )",
        "CREATE UNIQUE INDEX helper_open ON helper (household_id) WHERE ended_at IS NULL",
        "CREATE INDEX helper_by_account ON helper (account_id) WHERE ended_at IS NULL",

        "CREATE TABLE support_plan (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            goal text NOT NULL,
            starts_on date NOT NULL,
            ends_on date NOT NULL,
            created_by uuid NOT NULL REFERENCES account (id),
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            closed_at bigint,
            CHECK (ends_on >= starts_on)
        )",
        "CREATE UNIQUE INDEX support_plan_open ON support_plan (household_id)
            WHERE closed_at IS NULL",

        "CREATE TABLE measure (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            plan_id uuid REFERENCES support_plan (id),
            declaration_id uuid REFERENCES declaration (id),
            kind text NOT NULL CHECK (kind IN ('job', 'public_post', 'training', 'industry',
                'allowance', 'medical_aid', 'schooling_aid', 'housing_aid', 'water_aid',
                'temporary_relief', 'microcredit', 'goods', 'other')),
            description text NOT NULL,
            state text NOT NULL CHECK (state IN ('planned', 'delivered', 'cancelled')),
            due_on date NOT NULL,
            amount_fen bigint CHECK (amount_fen >= 0),
            responsible_id uuid REFERENCES account (id),
            delivered_on date,
            delivered_by uuid REFERENCES account (id),
            evidence_sealed text,
            effect text CHECK (effect IN ('solved', 'improved', 'no_effect')),
            effect_sealed text,
            effect_by uuid REFERENCES account (id),
            effect_at bigint,
            cancel_reason text,
            created_by uuid NOT NULL REFERENCES account (id),
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            CHECK ((state = 'delivered') = (delivered_on IS NOT NULL)),
            CHECK ((state = 'delivered') = (delivered_by IS NOT NULL)),
            CHECK ((state = 'delivered') = (evidence_sealed IS NOT NULL)),
            CHECK ((state = 'cancelled') = (cancel_reason IS NOT NULL)),
            CHECK (effect IS NULL OR state = 'delivered'),
            CHECK ((effect IS NULL) = (effect_at IS NULL)),
            CHECK ((effect IS NULL) = (effect_by IS NULL))
        )",
        "CREATE INDEX measure_by_household ON measure (household_id, id)",
        "CREATE INDEX measure_by_plan ON measure (plan_id) WHERE plan_id IS NOT NULL",
        "CREATE INDEX measure_by_declaration ON measure (declaration_id)
            WHERE declaration_id IS NOT NULL",
        "CREATE INDEX measure_due ON measure (due_on, id) WHERE state = 'planned'",

        "CREATE TABLE colour_rule (
            id uuid PRIMARY KEY,
            node_id uuid NOT NULL REFERENCES grid_node (id),
            number bigint NOT NULL CHECK (number > 0),
            name text NOT NULL,
            state text NOT NULL CHECK (state IN ('draft', 'adopted', 'retired')),
            body text NOT NULL,
            source text NOT NULL,
            created_by uuid REFERENCES account (id),
            adopted_by uuid REFERENCES account (id),
            adopted_at bigint,
            retired_at bigint,
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            UNIQUE (node_id, number),
            CHECK ((state = 'draft') = (adopted_at IS NULL)),
            CHECK ((state = 'retired') = (retired_at IS NOT NULL))
        )",
        "CREATE UNIQUE INDEX colour_rule_adopted ON colour_rule (node_id)
            WHERE state = 'adopted'",
        "CREATE TABLE colour_result (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            rule_id uuid NOT NULL REFERENCES colour_rule (id),
            state text NOT NULL
                CHECK (state IN ('proposed', 'confirmed', 'rejected', 'superseded')),
            colour_before text NOT NULL CHECK (colour_before IN ('red', 'yellow', 'green')),
            colour text NOT NULL CHECK (colour IN ('red', 'yellow', 'green')),
            score bigint NOT NULL,
            inputs text NOT NULL,
            sentence text NOT NULL,
            computed_at bigint NOT NULL,
            decided_by uuid REFERENCES account (id),
            decided_role text,
            decided_at bigint,
            proposed_by uuid REFERENCES account (id),
            words_sealed text,
            decision_sealed text,
            CHECK ((state IN ('confirmed', 'rejected')) = (decided_at IS NOT NULL)),
            CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
            CHECK ((decided_at IS NULL) = (decided_role IS NULL)),
            CHECK (decided_at IS NOT NULL OR decision_sealed IS NULL),
            CHECK ((proposed_by IS NULL) = (words_sealed IS NULL)),
            CHECK (decided_by <> proposed_by),
            CHECK (state <> 'confirmed' OR colour_before <> 'red' OR colour = 'red'
                OR decided_role = 'county_officer')
        )",
        "CREATE UNIQUE INDEX colour_result_open ON colour_result (household_id)
            WHERE state = 'proposed'",
        "CREATE INDEX colour_result_by_household ON colour_result (household_id, id)",
        "CREATE INDEX colour_result_by_rule ON colour_result (rule_id)",
        "CREATE INDEX household_by_colour ON household (colour, id) WHERE colour <> 'green'",
    ],
    sqlite: &[
        "CREATE TRIGGER colour_result_is_kept BEFORE DELETE ON colour_result
         BEGIN SELECT RAISE(ABORT, 'colours are kept'); END",
        "CREATE TRIGGER colour_result_is_final BEFORE UPDATE OF id, household_id, rule_id, state,
         colour_before, colour, score, inputs, sentence, computed_at, proposed_by, decided_by,
         decided_role, decided_at ON colour_result
         WHEN OLD.state <> 'proposed' OR OLD.household_id <> NEW.household_id
           OR OLD.rule_id <> NEW.rule_id OR OLD.colour_before <> NEW.colour_before
           OR OLD.colour <> NEW.colour OR OLD.score <> NEW.score OR OLD.inputs <> NEW.inputs
           OR OLD.sentence <> NEW.sentence OR OLD.computed_at <> NEW.computed_at
         BEGIN SELECT RAISE(ABORT, 'a decided colour does not change'); END",
        "CREATE TRIGGER colour_rule_is_final BEFORE UPDATE OF body, number, node_id, name
         ON colour_rule WHEN OLD.state <> 'draft'
         BEGIN SELECT RAISE(ABORT, 'an adopted rule does not change'); END",
    ],
    postgres: &[
        "CREATE FUNCTION keep_colour_result() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF TG_OP = 'DELETE' OR OLD.state <> 'proposed' OR OLD.household_id <> NEW.household_id
             OR OLD.rule_id <> NEW.rule_id OR OLD.colour_before <> NEW.colour_before
             OR OLD.colour <> NEW.colour OR OLD.score <> NEW.score OR OLD.inputs <> NEW.inputs
             OR OLD.sentence <> NEW.sentence OR OLD.computed_at <> NEW.computed_at THEN
             RAISE EXCEPTION 'a decided colour does not change';
           END IF;
           RETURN NEW;
         END $$",
        "CREATE TRIGGER colour_result_is_final BEFORE DELETE OR UPDATE OF id, household_id,
         rule_id, state, colour_before, colour, score, inputs, sentence, computed_at, proposed_by,
         decided_by, decided_role, decided_at ON colour_result
         FOR EACH ROW EXECUTE FUNCTION keep_colour_result()",
        "CREATE FUNCTION keep_colour_rule() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF OLD.state <> 'draft' AND (OLD.body <> NEW.body OR OLD.number <> NEW.number
             OR OLD.node_id <> NEW.node_id OR OLD.name <> NEW.name) THEN
             RAISE EXCEPTION 'an adopted rule does not change';
           END IF;
           RETURN NEW;
         END $$",
        "CREATE TRIGGER colour_rule_is_final BEFORE UPDATE ON colour_rule
         FOR EACH ROW EXECUTE FUNCTION keep_colour_rule()",
    ],
    sqlite_down: &[],
    postgres_down: &[
        "DROP TRIGGER colour_rule_is_final ON colour_rule", "DROP FUNCTION keep_colour_rule()",
        "DROP TRIGGER colour_result_is_final ON colour_result",
        "DROP FUNCTION keep_colour_result()",
    ],
    down: &[
        "DROP INDEX household_by_colour", "DROP TABLE colour_result", "DROP TABLE colour_rule",
        "DROP TABLE measure", "DROP TABLE support_plan", "DROP TABLE helper",
        "DROP TABLE monitoring_record",
    ],
}
