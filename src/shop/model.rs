//! What clients see of shops: shops, items, movements of stock, redemptions.

use entity::Moment;
use entity::id::{HouseholdId, ItemId, NodeId, RedemptionId, ShopId};
use entity::stock_movement::MovementKind;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

/// A love supermarket.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct Shop {
    /// The shop.
    pub shop_id: ShopId,
    /// The community that it serves.
    pub node_id: NodeId,
    /// Its name.
    #[oai(validator(max_length = 40))]
    pub name: String,
    /// When it was opened.
    pub created_at: Moment,
}

/// What a shop offers. Its ETag names the version of the offer; stock is shown on the shelf.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct ShopItem {
    /// The item.
    pub item_id: ItemId,
    /// The shop.
    pub shop_id: ShopId,
    /// Its name.
    #[oai(validator(max_length = 40))]
    pub name: String,
    /// Points for one piece.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub price_points: i64,
    /// Pieces that a household can get in a month; no limit when absent.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_month_max: Option<i64>,
    /// Whether it can be redeemed.
    pub on_sale: bool,
    /// The version to name in `If-Match` (as `"v3"`) when editing.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
}

/// An item on the shelf: the offer and how many pieces are there.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct ShelfItem {
    /// The offer.
    #[sea_orm(nested)]
    pub item: ShopItem,
    /// Pieces on the shelf.
    #[oai(validator(minimum(value = "0")))]
    pub stock: i64,
}

/// A movement of an item's stock.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct StockMovement {
    /// The item.
    pub item_id: ItemId,
    /// Its place among the item's movements, from 1.
    #[oai(validator(minimum(value = "1")))]
    pub place: i64,
    /// Why it moved.
    pub kind: MovementKind,
    /// Pieces in; below 0 pieces out.
    pub amount: i64,
    /// Pieces on the shelf right after it.
    #[oai(validator(minimum(value = "0")))]
    pub stock_after: i64,
    /// When.
    pub at: Moment,
}

/// Points of a household exchanged for an item.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize, FromQueryResult)]
pub struct Redemption {
    /// The redemption; the same id as its transfer of points.
    pub redemption_id: RedemptionId,
    /// The shop.
    pub shop_id: ShopId,
    /// The item.
    pub item_id: ItemId,
    /// The item's name.
    #[oai(validator(max_length = 40))]
    pub item_name: String,
    /// The household.
    pub household_id: HouseholdId,
    /// Pieces.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
    pub quantity: i64,
    /// Points for one piece.
    #[oai(validator(minimum(value = "1")))]
    pub price_points: i64,
    /// The household's balance right after it.
    #[oai(validator(minimum(value = "0")))]
    pub balance_after: i64,
    /// When.
    pub at: Moment,
}
