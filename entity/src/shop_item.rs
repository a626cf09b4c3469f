//! An item on a shop's shelf.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// An item on a shop's shelf.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shop_item")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ItemId,
    /// The shop.
    pub shop_id: ShopId,
    /// Its name, unique in the shop.
    pub name: String,
    /// Points for one piece.
    pub price_points: i64,
    /// Pieces that a household can get in a month.
    pub household_month_max: Option<i64>,
    /// Whether it can be redeemed.
    pub on_sale: bool,
    /// Pieces on the shelf, never below 0.
    pub stock: i64,
    /// How many movements its stock has.
    pub movements: i64,
    /// Rises with every edit; stock does not count as one.
    pub version: i64,
    /// When it was entered.
    pub created_at: Moment,
    /// When it was last edited.
    pub updated_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
