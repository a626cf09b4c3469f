//! One push to one household, with what became of it.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// How far a delivery came.
    pub enum DeliveryState {
        /// Made, not yet seen by the household.
        Waiting = "waiting",
        /// Opened by the household.
        Read = "read",
        /// Answered.
        Answered = "answered",
    }
}

/// One push to one household, with what became of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    /// The household.
    #[sea_orm(primary_key, auto_increment = false)]
    pub household_id: HouseholdId,
    /// The push.
    #[sea_orm(primary_key, auto_increment = false)]
    pub push_id: PushId,
    /// How far it came.
    pub state: DeliveryState,
    /// The members that it is for, ids joined by commas.
    pub persons: Option<String>,
    /// When it was made.
    pub created_at: Moment,
    /// When the household read it.
    pub read_at: Option<Moment>,
    /// When the household answered it.
    pub answered_at: Option<Moment>,
    /// The answer.
    pub answer: Option<String>,
    /// Why, from a fixed vocabulary.
    pub reason: Option<String>,
    /// Who recorded the answer.
    pub answered_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
