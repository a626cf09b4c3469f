//! Redemptions: one, and the list of those in the caller's shops or of the caller's household.

use entity::Moment;
use entity::id::{RedemptionId, ShopId};
use sea_orm::Value;
use serde::{Deserialize, Serialize};

use super::model::Redemption;
use crate::auth::Grant;
use crate::auth::permission::ReadPoints;
use crate::http::{ApiError, Cursor, Page, PageLimit};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};

const SELECT: &str = "SELECT d.id AS redemption_id, d.shop_id, d.item_id, i.name AS item_name, \
    d.household_id, d.quantity, d.price_points, e.balance_after, d.at \
    FROM redemption d JOIN shop_item i ON i.id = d.item_id JOIN shop s ON s.id = d.shop_id \
    JOIN point_entry e ON e.transfer_id = d.id AND e.place IS NOT NULL";

/// The name under which this list signs its cursors.
const LIST: &str = "list_redemptions";

#[derive(Serialize, Deserialize)]
struct Before(Moment, RedemptionId);

/// The redemption with this id.
pub(super) async fn one(
    sql: Sql<'_>,
    redemption: RedemptionId,
) -> Result<Option<Redemption>, Fault> {
    sql.one(format!("{SELECT} WHERE d.id = $1"), params![redemption]).await
}

/// Redemptions, newest first: of the shops in the caller's area, or of the caller's household.
pub async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadPoints>,
    shop: Option<ShopId>,
    limit: PageLimit,
    cursor: Option<&str>,
) -> Result<Page<Redemption>, ApiError> {
    let before: Option<Before> = Cursor::read(keys, LIST, cursor)?;
    let mut values = params![limit.probe()];
    let mut parts = vec![by.clause("s.node_id", Some("d.household_id"), &mut values)];
    if let Some(shop) = shop {
        values.push(Value::from(shop));
        parts.push(format!("d.shop_id = ${}", values.len()));
    }
    if let Some(Before(at, redemption)) = before {
        values.extend(params![at, redemption]);
        let (time, id) = (values.len() - 1, values.len());
        parts.push(format!("(d.at, d.id) < (${time}, ${id})"));
    }
    let sql =
        format!("{SELECT} WHERE {} ORDER BY d.at DESC, d.id DESC LIMIT $1", parts.join(" AND "));
    let items: Vec<Redemption> = view.sql.all(sql, values).await?;
    limit.cut(items, |last| Cursor::write(keys, LIST, &Before(last.at, last.redemption_id)))
}
