//! The monthly round: whom it covers, what was found, and the figures that it froze when it closed.

use crate::dialect::migration;

migration! {
    "m20261125_100500_create_rounds",
    up: &[
        "CREATE TABLE monitoring_round (
            id uuid PRIMARY KEY,
            site_id uuid NOT NULL REFERENCES grid_node (id),
            month date NOT NULL,
            phase text NOT NULL CHECK (phase IN ('check', 'assess', 'dispatch', 'supervise',
                'closed')),
            check_by date NOT NULL,
            assess_by date NOT NULL,
            dispatch_by date NOT NULL,
            supervise_by date NOT NULL,
            household_count bigint NOT NULL CHECK (household_count >= 0),
            opened_by uuid REFERENCES account (id),
            opened_at bigint NOT NULL,
            moved_at bigint NOT NULL,
            assess_at bigint,
            dispatch_at bigint,
            supervise_at bigint,
            closed_at bigint,
            told_phase text,
            version bigint NOT NULL DEFAULT 1,
            UNIQUE (site_id, month),
            CHECK ((phase = 'closed') = (closed_at IS NOT NULL)),
            CHECK (check_by <= assess_by AND assess_by <= dispatch_by
                AND dispatch_by <= supervise_by)
        )",
        "CREATE TABLE round_household (
            round_id uuid NOT NULL REFERENCES monitoring_round (id),
            household_id uuid NOT NULL REFERENCES household (id),
            building_id uuid NOT NULL REFERENCES grid_node (id),
            colour text NOT NULL CHECK (colour IN ('red', 'yellow', 'green')),
            monitoring text NOT NULL,
            visit_id uuid REFERENCES visit (id),
            checked_at bigint,
            excused_for text,
            PRIMARY KEY (round_id, household_id),
            CHECK ((visit_id IS NULL) = (checked_at IS NULL)),
            CHECK (excused_for IS NULL OR visit_id IS NULL)
        ) {rowless}",
        "CREATE INDEX round_household_by_building ON round_household (round_id, building_id)",
        "CREATE INDEX round_household_by_visit ON round_household (visit_id)
            WHERE visit_id IS NOT NULL",
        "CREATE TABLE round_finding (
            id uuid PRIMARY KEY,
            round_id uuid NOT NULL REFERENCES monitoring_round (id),
            household_id uuid NOT NULL REFERENCES household (id),
            visit_id uuid REFERENCES visit (id),
            kind text NOT NULL,
            words_sealed text NOT NULL,
            state text NOT NULL CHECK (state IN ('open', 'assessed', 'dispatched', 'resolved',
                'dismissed')),
            owner_id uuid REFERENCES account (id),
            owner_name text,
            due_on date,
            measure_id uuid REFERENCES measure (id),
            outcome_sealed text,
            handed_from uuid UNIQUE REFERENCES round_finding (id),
            found_by uuid NOT NULL REFERENCES account (id),
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            CHECK ((owner_id IS NULL) = (owner_name IS NULL)),
            CHECK (state NOT IN ('dispatched', 'resolved') OR owner_id IS NOT NULL),
            CHECK ((state IN ('resolved', 'dismissed')) = (outcome_sealed IS NOT NULL))
        )",
        "CREATE INDEX round_finding_by_round ON round_finding (round_id, id)",
        "CREATE INDEX round_finding_by_household ON round_finding (household_id, id)",
        "CREATE INDEX round_finding_by_owner ON round_finding (owner_id) WHERE owner_id IS NOT NULL",
        "CREATE TABLE round_snapshot (
            round_id uuid NOT NULL REFERENCES monitoring_round (id),
            building_id uuid NOT NULL REFERENCES grid_node (id),
            households bigint NOT NULL,
            checked bigint NOT NULL,
            excused bigint NOT NULL,
            red bigint NOT NULL,
            yellow bigint NOT NULL,
            green bigint NOT NULL,
            monitored bigint NOT NULL,
            findings bigint NOT NULL,
            resolved bigint NOT NULL,
            measures bigint NOT NULL,
            created_at bigint NOT NULL,
            PRIMARY KEY (round_id, building_id),
            CHECK (checked + excused <= households),
            CHECK (red + yellow + green = households)
        ) {rowless}",
    ],
    sqlite: &[
        "CREATE TRIGGER round_snapshot_is_kept BEFORE DELETE ON round_snapshot
         BEGIN SELECT RAISE(ABORT, 'snapshots are kept'); END",
        "CREATE TRIGGER round_snapshot_is_final BEFORE UPDATE ON round_snapshot
         BEGIN SELECT RAISE(ABORT, 'snapshots do not change'); END",
        "CREATE TRIGGER monitoring_round_closes_owned BEFORE UPDATE OF phase ON monitoring_round
         WHEN NEW.phase = 'closed' AND EXISTS (SELECT 1 FROM round_finding
           WHERE round_id = NEW.id AND owner_id IS NULL AND state <> 'dismissed')
         BEGIN SELECT RAISE(ABORT, 'a finding has no owner'); END",
    ],
    postgres: &[
        "CREATE TRIGGER round_snapshot_is_final BEFORE DELETE OR TRUNCATE OR UPDATE
         ON round_snapshot FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE FUNCTION need_owners() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF NEW.phase = 'closed' AND EXISTS (SELECT 1 FROM round_finding
             WHERE round_id = NEW.id AND owner_id IS NULL AND state <> 'dismissed') THEN
             RAISE EXCEPTION 'a finding has no owner';
           END IF;
           RETURN NEW;
         END $$",
        "CREATE TRIGGER monitoring_round_closes_owned BEFORE UPDATE OF phase ON monitoring_round
         FOR EACH ROW EXECUTE FUNCTION need_owners()",
    ],
    sqlite_down: &[],
    postgres_down: &[
        "DROP TRIGGER monitoring_round_closes_owned ON monitoring_round",
        "DROP FUNCTION need_owners()",
    ],
    down: &[
        "DROP TABLE round_snapshot", "DROP TABLE round_finding", "DROP TABLE round_household",
        "DROP TABLE monitoring_round",
    ],
}
