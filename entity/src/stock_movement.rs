//! What came onto a shelf or left it; never changed.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// Why stock moved.
    pub enum MovementKind {
        /// Goods came in.
        Delivery = "delivery",
        /// A household gave goods back.
        Return = "return",
        /// Goods broke, spoiled or are gone.
        Loss = "loss",
        /// A household redeemed points for them.
        Redemption = "redemption",
    }
}

/// What came onto a shelf or left it; never changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stock_movement")]
pub struct Model {
    /// The item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: ItemId,
    /// Its place among the item's movements, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    /// Why.
    pub kind: MovementKind,
    /// Pieces in, or out when below 0.
    pub amount: i64,
    /// Pieces on the shelf after it.
    pub stock_after: i64,
    /// The redemption that took it.
    pub redemption_id: Option<RedemptionId>,
    /// The shopkeeper's words.
    pub reason: Option<String>,
    /// Who booked it.
    pub actor_id: AccountId,
    /// When.
    pub at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
