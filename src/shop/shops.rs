//! The shops that serve the caller, and where a caller may act in one.

use entity::id::{NodeId, ShopId};
use sea_orm::Value;
use serde::{Deserialize, Serialize};

use super::ShopError;
use super::model::Shop;
use crate::auth::permission::ReadShops;
use crate::auth::{Grant, Permission};
use crate::http::{ApiError, Cursor, Page, PageLimit};
use crate::params;
use crate::points::reach;
use crate::store::keys::Keys;
use crate::store::{At, View};

/// The name under which this list signs its cursors.
const LIST: &str = "list_shops";

#[derive(Serialize, Deserialize)]
struct After(ShopId);

/// Where the shop lies, if the caller may act in it.
pub(super) async fn within<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    shop: ShopId,
) -> Result<NodeId, ShopError> {
    let mut values = params![shop];
    let clause = by.clause("s.node_id", None, &mut values);
    let sql = format!("SELECT s.node_id FROM shop s WHERE s.id = $1 AND {clause}");
    at.sql().value(sql, values).await?.ok_or(ShopError::Missing)
}

/// The shops that serve the caller, in the order of their opening.
pub async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadShops>,
    limit: PageLimit,
    cursor: Option<&str>,
) -> Result<Page<Shop>, ApiError> {
    let after: Option<After> = Cursor::read(keys, LIST, cursor)?;
    let mut values = params![limit.probe()];
    let mut parts = vec![reach::clause(by, "s.node_id", &mut values)];
    if let Some(After(shop)) = after {
        values.push(Value::from(shop));
        parts.push(format!("s.id > ${}", values.len()));
    }
    let sql = format!(
        "SELECT s.id AS shop_id, s.node_id, s.name, s.created_at FROM shop s \
         WHERE {} ORDER BY s.id LIMIT $1",
        parts.join(" AND ")
    );
    let items: Vec<Shop> = view.sql.all(sql, values).await?;
    limit.cut(items, |last| Cursor::write(keys, LIST, &After(last.shop_id)))
}
