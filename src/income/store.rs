//! The statements that several deeds of the income ledger share.

use std::ops::RangeInclusive;

use entity::household::HouseholdState;
use entity::id::{HouseholdId, NodeId, PersonId};
use sea_orm::FromQueryResult;
use time::Date;

use super::IncomeError;
use crate::auth::Grant;
use crate::auth::permission::EditIncome;
use crate::config::IncomePolicy;
use crate::params;
use crate::store::{At, Fault};
use crate::support::store::is_own;

/// A household whose ledger is written.
#[derive(Debug, FromQueryResult)]
pub(super) struct Home {
    pub(super) id: HouseholdId,
    pub(super) node_id: NodeId,
    pub(super) state: HouseholdState,
}

/// The household, if it lies where the caller may write the ledger and is not the caller's own.
pub(super) async fn home(
    at: &At<'_>,
    by: &Grant<EditIncome>,
    household: HouseholdId,
) -> Result<Home, IncomeError> {
    let mut values = params![household];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql =
        format!("SELECT h.id, h.node_id, h.state FROM household h WHERE h.id = $1 AND {clause}");
    let home: Option<Home> = at.sql().one(sql, values).await?;
    let home = home.ok_or(IncomeError::Missing)?;
    if is_own(at, by, household).await? {
        return Err(IncomeError::OwnHousehold);
    }
    Ok(home)
}

/// Whether this is a member of the household who lives there.
pub(super) async fn is_member(
    at: &At<'_>,
    household: HouseholdId,
    person: PersonId,
) -> Result<bool, Fault> {
    at.sql()
        .exists(
            "SELECT 1 FROM person WHERE id = $1 AND household_id = $2 AND state = 'present'",
            params![person, household],
        )
        .await
}

/// The years that items may be written for on this day.
pub(crate) fn years(policy: &IncomePolicy, today: Date) -> RangeInclusive<i64> {
    let this = i64::from(today.year());
    this - i64::from(policy.years_back_max)..=this
}
