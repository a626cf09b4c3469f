//! An import as clients see it: what it would do or did, and how far it is.

use entity::Moment;
use entity::id::{AccountId, BatchId, NodeId};
use entity::import_batch::{self, ImportState, Model};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use super::error::RosterError;
use crate::auth::permission::ImportRoster;
use crate::auth::{Grant, InGrid};
use crate::http::{ApiError, Cursor, Page, PageLimit};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};

impl InGrid for import_batch::Entity {
    fn node() -> Self::Column {
        import_batch::Column::SiteId
    }

    fn household() -> Option<Self::Column> {
        None
    }

    fn key() -> Self::Column {
        import_batch::Column::Id
    }
}

/// An imported roster (导入批次).
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize)]
pub struct ImportBatch {
    /// Names it.
    pub batch_id: BatchId,
    /// The site whose register it goes to.
    pub site_id: NodeId,
    /// How far it is.
    pub state: ImportState,
    /// What the uploader called the file.
    #[oai(validator(max_length = 100))]
    pub file_name: String,
    /// SHA-256 of the file, in hex.
    #[oai(validator(max_length = 64))]
    pub file_sha256: String,
    /// What it does, counted.
    pub counts: ImportCounts,
    /// Steps done: households while it is applied, changes while it is undone.
    #[oai(validator(minimum(value = "0")))]
    pub done: i64,
    /// Steps in all.
    #[oai(validator(minimum(value = "0")))]
    pub total: i64,
    /// The code of what stopped it; see the catalogue of errors.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Who uploaded it; none from the command line.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<AccountId>,
    /// When it was uploaded.
    pub created_at: Moment,
    /// When it was wholly written.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied_at: Option<Moment>,
    /// When it was wholly taken back.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone_at: Option<Moment>,
    /// Rises with every change of state.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// The first faults, only in the answer to an upload; all listed ones are under `/errors`.
    #[oai(skip_serializing_if_is_none, validator(max_items = 100000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<ImportFault>>,
}

/// What an import does, counted. Each person of the file is in one of the first five.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Object, Serialize)]
pub struct ImportCounts {
    /// People whom the register doesn't have.
    #[oai(rename = "new", validator(minimum(value = "0")))]
    #[serde(rename = "new")]
    pub created: i64,
    /// People who differ from the register, or whose household does.
    #[oai(validator(minimum(value = "0")))]
    pub changed: i64,
    /// People who are in the register just so.
    #[oai(validator(minimum(value = "0")))]
    pub unchanged: i64,
    /// People who contradict the register.
    #[oai(validator(minimum(value = "0")))]
    pub in_conflict: i64,
    /// Rows in which something can't be right.
    #[oai(validator(minimum(value = "0")))]
    pub faulty: i64,
    /// People in the file: the sum of the others.
    #[oai(validator(minimum(value = "0")))]
    pub rows: i64,
    /// Faults and conflicts in all, those beyond the list included.
    #[oai(validator(minimum(value = "0")))]
    pub faults: i64,
    /// Households in the file.
    #[oai(validator(minimum(value = "0")))]
    pub households: i64,
    /// Households of which a row is faulty or in conflict; they are imported wholly or not at all.
    #[oai(validator(minimum(value = "0")))]
    pub households_held: i64,
}

/// A fault of an imported file, by row and column of the uploader's own sheet.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize)]
pub struct ImportFault {
    /// The row, from 1.
    #[oai(validator(minimum(value = "0")))]
    pub row: i64,
    /// The column's letters; empty when the sheet doesn't have the column.
    #[oai(validator(max_length = 4))]
    pub column: String,
    /// The column's stable name.
    #[oai(validator(max_length = 40))]
    pub column_key: String,
    /// The fault's stable code.
    #[oai(validator(max_length = 60))]
    pub code: String,
    /// What is wrong and what to do, in Chinese.
    #[oai(validator(max_length = 500))]
    pub message_zh: String,
    /// The same in English.
    #[oai(validator(max_length = 500))]
    pub message_en: String,
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize)]
pub struct ImportProgress {
    /// How far it is.
    pub state: ImportState,
    /// Steps done.
    #[oai(validator(minimum(value = "0")))]
    pub done: i64,
    /// Steps in all.
    #[oai(validator(minimum(value = "0")))]
    pub total: i64,
}

impl From<Model> for ImportBatch {
    fn from(row: Model) -> Self {
        Self {
            batch_id: row.id,
            site_id: row.site_id,
            state: row.state,
            counts: ImportCounts {
                created: row.new_count,
                changed: row.changed_count,
                unchanged: row.unchanged_count,
                in_conflict: row.conflict_count,
                faulty: row.faulty_count,
                rows: row.row_count,
                faults: row.fault_count,
                households: row.household_count,
                households_held: row.held_count,
            },
            file_name: row.file_name,
            file_sha256: row.file_sha256,
            done: row.done,
            total: row.total,
            problem: row.problem,
            created_by: row.created_by,
            created_at: row.created_at,
            applied_at: row.applied_at,
            undone_at: row.undone_at,
            version: row.version,
            errors: None,
        }
    }
}

/// An import, wherever it is.
pub(super) async fn row(sql: Sql<'_>, batch: BatchId) -> Result<Option<Model>, Fault> {
    sql.one("SELECT * FROM import_batch WHERE id = $1", params![batch]).await
}

/// An import in the caller's area.
pub(super) async fn seen(
    view: &View<'_>,
    by: &Grant<ImportRoster>,
    batch: BatchId,
) -> Result<Model, RosterError> {
    by.seen::<import_batch::Entity>(view, batch).await?.ok_or(RosterError::Missing)
}

/// The imports in the caller's area, newest first.
pub(super) async fn list(
    view: &View<'_>,
    by: &Grant<ImportRoster>,
    keys: &Keys,
    limit: PageLimit,
    cursor: Option<&str>,
) -> Result<Page<ImportBatch>, ApiError> {
    let before: Option<BatchId> = Cursor::read(keys, "list_imports", cursor)?;
    let mut values = params![limit.probe()];
    let mut condition = by.clause("b.site_id", None, &mut values);
    if let Some(before) = before {
        values.push(before.into());
        condition.push_str(&format!(" AND b.id < ${}", values.len()));
    }
    let text =
        format!("SELECT b.* FROM import_batch b WHERE {condition} ORDER BY b.id DESC LIMIT $1");
    let rows: Vec<Model> = view.sql.all(text, values).await?;
    let items = rows.into_iter().map(ImportBatch::from).collect();
    limit.cut(items, |last: &ImportBatch| Cursor::write(keys, "list_imports", &last.batch_id))
}

/// Where a list of faults goes on.
#[derive(Serialize, Deserialize)]
struct After(BatchId, i64);

/// The listed faults of an import, from the top of the sheet.
pub(super) async fn faults(
    sql: Sql<'_>,
    keys: &Keys,
    batch: BatchId,
    limit: PageLimit,
    cursor: Option<&str>,
) -> Result<Page<ImportFault>, ApiError> {
    let after: Option<After> = Cursor::read(keys, "list_import_errors", cursor)?;
    let after = after.filter(|after| after.0 == batch).map_or(-1, |after| after.1);
    let rows: Vec<entity::import_fault::Model> = sql
        .all(
            "SELECT * FROM import_fault WHERE batch_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            params![batch, after, limit.probe()],
        )
        .await?;
    let first = rows.first().map_or(0, |row| row.seq);
    let shown = i64::try_from(rows.len()).unwrap_or(i64::MAX).min(limit.probe() - 1);
    let items = rows.into_iter().map(|row| ImportFault {
        row: row.row_number,
        column: row.letter,
        column_key: row.column_key,
        code: row.code,
        message_zh: row.message_zh,
        message_en: row.message_en,
    });
    // The list has no gaps, so the last one shown is found by counting.
    limit.cut(items.collect(), |_| {
        Cursor::write(keys, "list_import_errors", &After(batch, first + shown - 1))
    })
}
