//! What is on a shop's shelf, and one item of it.

use entity::id::{ItemId, ShopId};
use sea_orm::Value;
use serde::{Deserialize, Serialize};

use super::ShopError;
use super::model::{ShelfItem, ShopItem};
use crate::auth::permission::ReadShops;
use crate::auth::{Grant, Permission};
use crate::http::{ApiError, Cursor, Page, PageLimit};
use crate::params;
use crate::points::reach;
use crate::store::keys::Keys;
use crate::store::{At, View};

/// The columns of [`ShopItem`] out of `i`.
const OFFER: &str = "i.id AS item_id, i.shop_id, i.name, i.price_points, \
    i.household_month_max, i.on_sale, i.version";

/// The name under which this list signs its cursors.
const LIST: &str = "list_shop_items";

#[derive(Serialize, Deserialize)]
struct After(ShopId, ItemId);

/// The item, if the caller may act in its shop.
pub(super) async fn within<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    shop: ShopId,
    item: ItemId,
) -> Result<ShopItem, ShopError> {
    let mut values = params![item, shop];
    let clause = by.clause("s.node_id", None, &mut values);
    let sql = format!(
        "SELECT {OFFER} FROM shop_item i JOIN shop s ON s.id = i.shop_id \
         WHERE i.id = $1 AND s.id = $2 AND {clause}"
    );
    at.sql().one(sql, values).await?.ok_or(ShopError::Missing)
}

/// One item, if its shop serves the caller.
pub async fn item(
    view: &View<'_>,
    by: &Grant<ReadShops>,
    shop: ShopId,
    item: ItemId,
) -> Result<ShopItem, ShopError> {
    let mut values = params![item, shop];
    let clause = reach::clause(by, "s.node_id", &mut values);
    let sql = format!(
        "SELECT {OFFER} FROM shop_item i JOIN shop s ON s.id = i.shop_id \
         WHERE i.id = $1 AND s.id = $2 AND {clause}"
    );
    view.sql.one(sql, values).await?.ok_or(ShopError::Missing)
}

/// The shelf of a shop that serves the caller, in the order in which items were added.
pub async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadShops>,
    shop: ShopId,
    limit: PageLimit,
    cursor: Option<&str>,
) -> Result<Page<ShelfItem>, ApiError> {
    let after: Option<After> = Cursor::read(keys, LIST, cursor)?;
    let mut values = params![shop];
    let clause = reach::clause(by, "s.node_id", &mut values);
    let sql = format!("SELECT 1 FROM shop s WHERE s.id = $1 AND {clause}");
    if !view.sql.exists(sql, values).await? {
        return Err(ShopError::Missing.into());
    }
    let mut values = params![shop, limit.probe()];
    let from = match after {
        Some(After(whose, item)) if whose == shop => {
            values.push(Value::from(item));
            "AND i.id > $3"
        }
        Some(_) => return Err(crate::http::Common::Parameter.into()),
        None => "",
    };
    let sql = format!(
        "SELECT {OFFER}, i.stock FROM shop_item i WHERE i.shop_id = $1 {from} \
         ORDER BY i.id LIMIT $2"
    );
    let items: Vec<ShelfItem> = view.sql.all(sql, values).await?;
    limit.cut(items, |last| Cursor::write(keys, LIST, &After(shop, last.item.item_id)))
}
