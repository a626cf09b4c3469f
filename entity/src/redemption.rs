//! Points of a household exchanged for an item (兑换); never changed.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// Points of a household exchanged for an item (兑换); never changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "redemption")]
pub struct Model {
    /// Names it; the same id as its transfer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RedemptionId,
    /// The item.
    pub item_id: ItemId,
    /// The shop.
    pub shop_id: ShopId,
    /// The household.
    pub household_id: HouseholdId,
    /// Pieces.
    pub quantity: i64,
    /// Points for one piece.
    pub price_points: i64,
    /// Who handed it over.
    pub actor_id: AccountId,
    /// When.
    pub at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
