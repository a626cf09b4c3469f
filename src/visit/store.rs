//! The household that a visit is recorded for.

use entity::household::HouseholdState;
use entity::id::{HouseholdId, NodeId};
use sea_orm::FromQueryResult;

use super::VisitError;
use crate::auth::Grant;
use crate::auth::permission::RecordVisits;
use crate::params;
use crate::store::At;
use crate::support::store::is_own;

/// A household at whose door somebody was.
#[derive(Debug, FromQueryResult)]
pub(super) struct Home {
    pub(super) id: HouseholdId,
    pub(super) node_id: NodeId,
    state: HouseholdState,
}

/// The household, if it lies where the caller may record visits and is not the caller's own. Until the
/// commit no other deed writes to it, so that of two records of one visit the later finds the first.
pub(super) async fn home(
    at: &At<'_>,
    by: &Grant<RecordVisits>,
    household: HouseholdId,
) -> Result<Home, VisitError> {
    at.execute("UPDATE household SET state = state WHERE id = $1", params![household]).await?;
    let mut values = params![household];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql =
        format!("SELECT h.id, h.node_id, h.state FROM household h WHERE h.id = $1 AND {clause}");
    let home: Home = at.sql().one(sql, values).await?.ok_or(VisitError::Missing)?;
    if is_own(at, by, household).await? {
        return Err(VisitError::OwnHousehold);
    }
    // Who left may have been visited before; who was merged is visited as part of the other household.
    if home.state == HouseholdState::Merged {
        return Err(VisitError::HouseholdMerged);
    }
    Ok(home)
}
