//! One row of the income ledger, written by hand or from a line of a sheet.

use entity::id::{AccountId, HouseholdId, IncomeItemId, LedgerBatchId, PersonId};
use entity::income_item::{IncomeKind, IncomeSource};

use super::items::NOTE;
use crate::params;
use crate::store::{At, Fault};

/// An item whose values were checked.
#[derive(Clone, Debug)]
pub(crate) struct ItemRow<'a> {
    pub(crate) household: HouseholdId,
    /// The member who has it, where it is one member's.
    pub(crate) person: Option<PersonId>,
    pub(crate) year: i64,
    pub(crate) kind: IncomeKind,
    /// More than zero, costs as well.
    pub(crate) amount_fen: i64,
    pub(crate) source: IncomeSource,
    /// Cleaned words; sealed here.
    pub(crate) note: Option<&'a str>,
    /// Names the line of a sheet that it comes from.
    pub(crate) origin_key: Option<&'a str>,
    /// The import that brings it.
    pub(crate) batch: Option<LedgerBatchId>,
    pub(crate) recorded_by: AccountId,
}

/// Writes an item; none where the line that it comes from was taken before.
pub(crate) async fn insert(at: &At<'_>, row: &ItemRow<'_>) -> Result<Option<IncomeItemId>, Fault> {
    let id = at.id::<IncomeItemId>();
    let note = row.note.map(|note| NOTE.seal(at.world, id.0, note)).transpose()?;
    let written = at
        .execute(
            "INSERT INTO income_item (id, household_id, person_id, year, kind, amount_fen, source, \
             note_sealed, origin_key, batch_id, recorded_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
             ON CONFLICT (origin_key) DO NOTHING",
            params![
                id,
                row.household,
                row.person,
                row.year,
                row.kind.code(),
                row.amount_fen,
                row.source.code(),
                note,
                row.origin_key,
                row.batch,
                row.recorded_by,
                at.now
            ],
        )
        .await?;
    Ok((written > 0).then_some(id))
}
