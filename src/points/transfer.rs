//! One transfer, as whoever may read its household's points sees it.

use entity::id::TransferId;

use super::PointsError;
use super::ledger::{BESIDE, SHOWN};
use super::model::PointTransfer;
use crate::auth::Grant;
use crate::auth::permission::ReadPoints;
use crate::params;
use crate::store::View;

/// Reads the transfer with this id.
pub async fn read(
    view: &View<'_>,
    by: &Grant<ReadPoints>,
    id: TransferId,
) -> Result<PointTransfer, PointsError> {
    let mut values = params![id];
    let clause = by.clause("h.node_id", Some("h.id"), &mut values);
    let sql = format!(
        "SELECT {SHOWN} FROM point_transfer t \
         JOIN household h ON h.id = t.household_id \
         JOIN point_entry e ON e.transfer_id = t.id AND e.place IS NOT NULL \
         {BESIDE} WHERE t.id = $1 AND {clause}"
    );
    view.sql.one(sql, values).await?.ok_or(PointsError::Missing)
}
