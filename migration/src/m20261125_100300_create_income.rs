//! The income ledger, clues from departments, and the sheets that both are imported from.
//!
//! An item is never changed: a mistake is voided with a reason, and the right one written beside it. The
//! same line of the same source is taken once (`origin_key`), however often its sheet comes.

use crate::dialect::migration;

migration! {
    "m20261125_100300_create_income",
    up: &[
        "CREATE TABLE ledger_batch (
            id uuid PRIMARY KEY,
            site_id uuid NOT NULL REFERENCES grid_node (id),
            ledger text NOT NULL CHECK (ledger IN ('income', 'clues')),
            state text NOT NULL CHECK (state IN ('previewed', 'applied', 'undone', 'discarded')),
            file_name text NOT NULL,
            file_sha256 text NOT NULL,
            row_count bigint NOT NULL,
            new_count bigint NOT NULL,
            known_count bigint NOT NULL,
            rejected_count bigint NOT NULL,
            created_by uuid NOT NULL REFERENCES account (id),
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            applied_at bigint,
            undone_at bigint
        )",
        "CREATE INDEX ledger_batch_by_site ON ledger_batch (site_id, id)",
        "CREATE TABLE ledger_batch_line (
            id uuid PRIMARY KEY,
            batch_id uuid NOT NULL REFERENCES ledger_batch (id),
            row_number bigint NOT NULL CHECK (row_number > 0),
            state text NOT NULL CHECK (state IN ('new', 'known', 'rejected')),
            cells_sealed text NOT NULL,
            faults text,
            household_id uuid REFERENCES household (id),
            origin_key text,
            UNIQUE (batch_id, row_number),
            CHECK ((state = 'rejected') = (faults IS NOT NULL)),
            CHECK (state = 'rejected' OR (household_id IS NOT NULL AND origin_key IS NOT NULL))
        )",

        "CREATE TABLE income_item (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            person_id uuid REFERENCES person (id),
            year bigint NOT NULL CHECK (year BETWEEN 2000 AND 2200),
            kind text NOT NULL CHECK (kind IN ('wage', 'business', 'property', 'transfer',
                'business_cost', 'necessary_cost')),
            amount_fen bigint NOT NULL CHECK (amount_fen > 0),
            source text NOT NULL CHECK (source IN ('household', 'visit', 'employer', 'department',
                'import')),
            note_sealed text,
            origin_key text UNIQUE,
            batch_id uuid REFERENCES ledger_batch (id),
            recorded_by uuid NOT NULL REFERENCES account (id),
            created_at bigint NOT NULL,
            voided_at bigint,
            voided_by uuid REFERENCES account (id),
            void_reason text,
            CHECK ((voided_at IS NULL) = (voided_by IS NULL)),
            CHECK ((voided_at IS NULL) = (void_reason IS NULL))
        )",
        "CREATE INDEX income_item_by_household ON income_item (household_id, year, id)",
        "CREATE INDEX income_item_by_year ON income_item (year, household_id, kind, amount_fen)
            WHERE voided_at IS NULL",
        "CREATE INDEX income_item_by_batch ON income_item (batch_id) WHERE batch_id IS NOT NULL",

        "CREATE TABLE clue (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            person_id uuid REFERENCES person (id),
            department text NOT NULL CHECK (department IN ('medical_insurance', 'education',
                'civil_affairs', 'disabled_federation', 'emergency', 'human_resources', 'housing',
                'water', 'other')),
            kind text NOT NULL,
            occurred_on date NOT NULL,
            amount_fen bigint CHECK (amount_fen >= 0),
            words_sealed text NOT NULL,
            origin_key text UNIQUE,
            batch_id uuid REFERENCES ledger_batch (id),
            state text NOT NULL CHECK (state IN ('open', 'declared', 'cleared', 'void')),
            due_at bigint,
            declaration_id uuid REFERENCES declaration (id),
            outcome_sealed text,
            recorded_by uuid NOT NULL REFERENCES account (id),
            decided_by uuid REFERENCES account (id),
            decided_at bigint,
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            CHECK ((state = 'open') = (due_at IS NOT NULL)),
            CHECK ((state = 'declared') = (declaration_id IS NOT NULL)),
            CHECK ((state IN ('declared', 'cleared')) = (decided_at IS NOT NULL)),
            CHECK ((decided_at IS NULL) = (decided_by IS NULL))
        )",
        "CREATE INDEX clue_by_household ON clue (household_id, id)",
        "CREATE INDEX clue_open ON clue (due_at, id) WHERE state = 'open'",
        "CREATE INDEX clue_by_batch ON clue (batch_id) WHERE batch_id IS NOT NULL",
    ],
    sqlite: &[
        "CREATE TRIGGER income_item_is_kept BEFORE DELETE ON income_item
         BEGIN SELECT RAISE(ABORT, 'income items are kept'); END",
        "CREATE TRIGGER income_item_is_final BEFORE UPDATE OF id, household_id, person_id, year, kind,
         amount_fen, source, batch_id, recorded_by, created_at ON income_item
         BEGIN SELECT RAISE(ABORT, 'income items do not change'); END",
    ],
    postgres: &[
        "CREATE TRIGGER income_item_is_final BEFORE DELETE OR TRUNCATE OR UPDATE OF
         id, household_id, person_id, year, kind, amount_fen, source, batch_id, recorded_by,
         created_at ON income_item FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ],
    down: &[
        "DROP TABLE clue", "DROP TABLE income_item", "DROP TABLE ledger_batch_line",
        "DROP TABLE ledger_batch",
    ],
}
