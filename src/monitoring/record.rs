//! The record of a household under monitoring (监测对象): opened by the county's confirmation, closed when
//! the risk is removed, kept in either case.
//!
//! The register's column `monitoring` shows the category of the open record, so that rosters and lists of
//! households tell the same.

use entity::declaration::{Category, RiskKind};
use entity::id::{AccountId, DeclarationId, HouseholdId, RecordId};
use entity::monitoring_record::RecordSource;

use crate::declaration::removal::plus_months;
use crate::household::store::{self as register, Note};
use crate::params;
use crate::store::{At, Fault};
use crate::support::words;

/// Where the words of a removal lie.
pub(super) const WORDS: words::At =
    words::At { table: "monitoring_record", column: "removal_words_sealed" };

/// A record on its way into the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct New {
    pub(crate) household: HouseholdId,
    pub(crate) declaration: DeclarationId,
    pub(crate) category: Category,
    pub(crate) kind: RiskKind,
    pub(crate) by: AccountId,
}

/// Opens a record; `false` when the household has one that is open.
pub(crate) async fn open(at: &At<'_>, new: &New) -> Result<bool, Fault> {
    // A record that the register alone made gives way to the confirmed one.
    at.execute(
        "UPDATE monitoring_record SET removed_at = $1, removed_by = $2, watch_until = $3, \
         version = version + 1 \
         WHERE household_id = $4 AND removed_at IS NULL AND source = 'register'",
        params![at.now, new.by, at.today(), new.household],
    )
    .await?;
    let rows = at
        .execute(
            "INSERT INTO monitoring_record (id, household_id, declaration_id, source, category, \
             kind, confirmed_at, confirmed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (household_id) WHERE removed_at IS NULL DO NOTHING",
            params![
                at.id::<RecordId>(),
                new.household,
                new.declaration,
                RecordSource::Declaration.code(),
                new.category.code(),
                new.kind.code(),
                at.now,
                new.by
            ],
        )
        .await?;
    if rows == 1 {
        show(at, new.household, new.category.code(), new.by).await?;
    }
    Ok(rows == 1)
}

/// Closes the household's open record; the household is watched for the months of the policy.
pub(crate) async fn close(
    at: &At<'_>,
    household: HouseholdId,
    by: AccountId,
    said: &str,
) -> Result<bool, Fault> {
    let open = "SELECT id FROM monitoring_record WHERE household_id = $1 AND removed_at IS NULL";
    let Some(id) = at.sql().value::<RecordId>(open, params![household]).await? else {
        return Ok(false);
    };
    let months = at.world.config.policy.monitoring.watch_months;
    let sealed = WORDS.seal(at.world, id.0, said)?;
    let rows = at
        .execute(
            "UPDATE monitoring_record SET removed_at = $2, removed_by = $3, \
             removal_words_sealed = $4, watch_until = $5, version = version + 1 \
             WHERE id = $1 AND removed_at IS NULL",
            params![id, at.now, by, sealed, plus_months(at.today(), months)],
        )
        .await?;
    if rows == 1 {
        show(at, household, "none", by).await?;
    }
    Ok(rows == 1)
}

/// Shows the category in the register, and notes it in the household's history.
async fn show(
    at: &At<'_>,
    household: HouseholdId,
    category: &str,
    by: AccountId,
) -> Result<(), Fault> {
    at.execute(
        "UPDATE household SET monitoring = $2, version = version + 1, updated_at = $3 \
         WHERE id = $1",
        params![household, category, at.now],
    )
    .await?;
    let note = Note { fields: vec!["monitoring"], ..Default::default() };
    register::record(at, household, "edited", note, Some(by)).await
}
