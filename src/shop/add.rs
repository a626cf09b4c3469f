//! Adding an item to a shop, without stock.

use entity::id::{ItemId, ShopId};
use poem_openapi::Object;
use serde::Deserialize;

use super::model::ShopItem;
use super::open::NAME_CHARS_MAX;
use super::{ShopError, shops};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditShops;
use crate::http::Invalid;
use crate::params;
use crate::points::words::line;
use crate::store::At;
use crate::store::audit::Subject;

/// An item to add.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ShopItemRequest {
    /// Its name, unique in the shop.
    #[oai(validator(min_length = 1, max_length = 40))]
    pub name: String,
    /// Points for one piece.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub price_points: i64,
    /// Pieces that a household can get in a month; no limit when absent.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
    pub household_month_max: Option<i64>,
}

/// Adds an item.
#[derive(Debug)]
pub struct Add {
    /// The shop.
    pub shop: ShopId,
    /// The item.
    pub request: ShopItemRequest,
}

impl Command for Add {
    type Needs = EditShops;
    type Shows = ShopItem;
    type Error = ShopError;
    const ACTION: &'static str = "shops.item.add";

    async fn act(self, at: &At<'_>, by: &Grant<EditShops>) -> Result<Deed<ShopItem>, ShopError> {
        let node = shops::within(at, by, self.shop).await?;
        let mut invalid = Invalid::default();
        let name = line(&mut invalid, "/name", &self.request.name, NAME_CHARS_MAX);
        invalid.check()?;
        let item = ShopItem {
            item_id: at.id::<ItemId>(),
            shop_id: self.shop,
            name,
            price_points: self.request.price_points,
            household_month_max: self.request.household_month_max,
            on_sale: true,
            version: 1,
        };
        let rows = at
            .execute(
                "INSERT INTO shop_item (id, shop_id, name, price_points, household_month_max, \
                 on_sale, stock, movements, version, created_at, updated_at) \
                 VALUES ($1, $2, $3, $4, $5, true, 0, 0, 1, $6, $6) ON CONFLICT DO NOTHING",
                params![
                    item.item_id,
                    item.shop_id,
                    item.name.clone(),
                    item.price_points,
                    item.household_month_max,
                    at.now
                ],
            )
            .await?;
        if rows == 0 {
            return Err(ShopError::NameTaken);
        }
        let subject = Subject::new("shop_item", item.item_id).node(node);
        Ok(Deed::new(item, subject).version(1))
    }
}
