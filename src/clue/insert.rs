//! One clue, written by hand or from a line of a sheet; the time to look into it begins.

use entity::Moment;
use entity::clue::Department;
use entity::declaration::RiskKind;
use entity::id::{AccountId, ClueId, HouseholdId, LedgerBatchId, PersonId};
use time::Date;

use super::clues::WORDS;
use crate::params;
use crate::store::{At, Fault};

/// A clue whose values were checked.
#[derive(Clone, Debug)]
pub(crate) struct ClueRow<'a> {
    pub(crate) household: HouseholdId,
    /// The member whom it is about, where it is about one.
    pub(crate) person: Option<PersonId>,
    pub(crate) department: Department,
    pub(crate) kind: RiskKind,
    pub(crate) occurred_on: Date,
    /// What it cost the household, zero or more, where that is known.
    pub(crate) amount_fen: Option<i64>,
    /// Cleaned words; sealed here.
    pub(crate) words: &'a str,
    /// Names the line of a sheet that it comes from.
    pub(crate) origin_key: Option<&'a str>,
    /// The import that brings it.
    pub(crate) batch: Option<LedgerBatchId>,
    pub(crate) recorded_by: AccountId,
}

/// Writes a clue; none where the line that it comes from was taken before.
pub(crate) async fn insert(at: &At<'_>, row: &ClueRow<'_>) -> Result<Option<ClueId>, Fault> {
    let id = at.id::<ClueId>();
    let words = WORDS.seal(at.world, id.0, row.words)?;
    let written = at
        .execute(
            "INSERT INTO clue (id, household_id, person_id, department, kind, occurred_on, \
             amount_fen, words_sealed, origin_key, batch_id, state, due_at, recorded_by, \
             created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $12, $13) \
             ON CONFLICT (origin_key) DO NOTHING",
            params![
                id,
                row.household,
                row.person,
                row.department.code(),
                row.kind.code(),
                row.occurred_on,
                row.amount_fen,
                words,
                row.origin_key,
                row.batch,
                due(at),
                row.recorded_by,
                at.now
            ],
        )
        .await?;
    Ok((written > 0).then_some(id))
}

/// Until when a clue that arrives now is looked into.
fn due(at: &At<'_>) -> Moment {
    let days = at.world.config.policy.income.clue_working_days;
    let days = u16::try_from(days).unwrap_or(u16::MAX);
    Moment::from(at.world.calendar.deadline(at.now.utc(), days))
}
