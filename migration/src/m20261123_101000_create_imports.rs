//! Imported sheets and what each changed.

use crate::dialect::migration;

migration! {
    "m20261123_101000_create_imports",
    up: &[
        "CREATE TABLE import_batch (
            id uuid PRIMARY KEY,
            site_id uuid NOT NULL REFERENCES grid_node (id),
            state text NOT NULL CHECK (state IN
                ('previewed', 'applying', 'applied', 'undoing', 'undone', 'failed')),
            file_name text NOT NULL,
            file_sha256 text NOT NULL,
            skip_faulty boolean NOT NULL DEFAULT false,
            row_count bigint NOT NULL,
            new_count bigint NOT NULL,
            changed_count bigint NOT NULL,
            unchanged_count bigint NOT NULL,
            conflict_count bigint NOT NULL,
            faulty_count bigint NOT NULL,
            fault_count bigint NOT NULL,
            household_count bigint NOT NULL,
            held_count bigint NOT NULL,
            done bigint NOT NULL DEFAULT 0 CHECK (done >= 0),
            total bigint NOT NULL CHECK (total >= 0),
            problem text,
            created_by uuid,
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            touched_at bigint NOT NULL,
            applied_at bigint,
            undone_at bigint
        )",
        "CREATE INDEX import_batch_by_site ON import_batch (site_id, id)",
        "CREATE UNIQUE INDEX import_batch_running ON import_batch (site_id)
            WHERE state IN ('applying', 'undoing')",
        "CREATE TABLE import_file (
            batch_id uuid NOT NULL REFERENCES import_batch (id),
            part bigint NOT NULL,
            sealed text NOT NULL,
            PRIMARY KEY (batch_id, part)
        ) {rowless}",
        "CREATE TABLE import_fault (
            batch_id uuid NOT NULL REFERENCES import_batch (id),
            seq bigint NOT NULL,
            row_number bigint NOT NULL,
            letter text NOT NULL,
            column_key text NOT NULL,
            code text NOT NULL,
            message_zh text NOT NULL,
            message_en text NOT NULL,
            PRIMARY KEY (batch_id, seq)
        ) {rowless}",
        "CREATE TABLE import_change (
            batch_id uuid NOT NULL REFERENCES import_batch (id),
            seq bigint NOT NULL,
            kind text NOT NULL CHECK (kind IN ('node', 'household', 'person')),
            row_id uuid NOT NULL,
            before_sealed text,
            version_after bigint NOT NULL,
            PRIMARY KEY (batch_id, seq)
        ) {rowless}",
        // Undoing removes rows; without these each removal would read whole tables to see that
        // nothing refers to the row.
        "CREATE INDEX household_by_merged_into ON household (merged_into)
            WHERE merged_into IS NOT NULL",
        "CREATE INDEX household_history_by_other ON household_history (other_id)
            WHERE other_id IS NOT NULL",
        "CREATE INDEX household_history_by_person ON household_history (person_id)
            WHERE person_id IS NOT NULL",
    ],
    down: &[
        "DROP INDEX household_history_by_person", "DROP INDEX household_history_by_other",
        "DROP INDEX household_by_merged_into",
        "DROP TABLE import_change", "DROP TABLE import_fault", "DROP TABLE import_file",
        "DROP TABLE import_batch",
    ],
}
