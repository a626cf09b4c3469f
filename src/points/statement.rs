//! A household's statement: its balance and its transfers, newest first, in the order of its entries.

use entity::household;
use entity::id::{HouseholdId, NodeId};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::PointsError;
use super::ledger::{self, BESIDE, SHOWN};
use super::model::{PointStatement, PointTransfer};
use crate::auth::Grant;
use crate::auth::permission::ReadPoints;
use crate::http::{ApiError, Cursor, PageLimit};
use crate::params;
use crate::store::View;
use crate::store::keys::Keys;

/// The name under which this list signs its cursors.
const LIST: &str = "household_points";

/// A cursor: the household, and the place before which it goes on.
#[derive(Serialize, Deserialize)]
struct Before(HouseholdId, i64);

#[derive(FromQueryResult)]
struct Placed {
    place: i64,
    balance: i64,
    #[sea_orm(nested)]
    transfer: PointTransfer,
}

/// Where the household lives, if the caller may read its points.
pub async fn place(
    view: &View<'_>,
    by: &Grant<ReadPoints>,
    household: HouseholdId,
) -> Result<NodeId, PointsError> {
    let row = by.seen::<household::Entity>(view, household).await?;
    row.map(|row| row.node_id).ok_or(PointsError::Missing)
}

/// One page of the statement; whether the caller may read it was decided by [`place`].
pub async fn read(
    view: &View<'_>,
    keys: &Keys,
    household: HouseholdId,
    limit: PageLimit,
    cursor: Option<&str>,
) -> Result<PointStatement, ApiError> {
    let before = match Cursor::read::<Before>(keys, LIST, cursor)? {
        Some(Before(whose, place)) if whose == household => place,
        Some(_) => return Err(crate::http::Common::Parameter.into()),
        None => i64::MAX,
    };
    let sql = format!(
        "SELECT {SHOWN}, e.place, p.balance FROM purse p \
         JOIN point_entry e ON e.purse_id = p.id \
         JOIN point_transfer t ON t.id = e.transfer_id \
         {BESIDE} WHERE p.household_id = $1 AND e.place < $2 ORDER BY e.place DESC LIMIT $3"
    );
    let mut rows: Vec<Placed> =
        view.sql.all(sql, params![household, before, limit.probe()]).await?;
    let balance = match rows.first() {
        Some(row) => row.balance,
        None => ledger::balance(view.sql, household).await?,
    };
    let keep = usize::try_from(limit.probe() - 1).unwrap_or(usize::MAX);
    let more = rows.len() > keep;
    rows.truncate(keep);
    let next_cursor = match rows.last() {
        Some(last) if more => Some(Cursor::write(keys, LIST, &Before(household, last.place))?),
        _ => None,
    };
    let items = rows.into_iter().map(|row| row.transfer).collect();
    Ok(PointStatement { household_id: household, balance, items, next_cursor })
}
