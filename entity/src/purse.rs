//! An account that holds points (积分账户); only a household's has a balance of its own.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// Whose points a purse holds.
    pub enum PurseKind {
        /// Where a community's points come from; the sum of its entries is below 0.
        Issuance = "issuance",
        /// A household's.
        Household = "household",
        /// What a shop took in.
        Shop = "shop",
        /// Where expired points go.
        Expiry = "expiry",
        /// Points that wait for a redemption to be fetched.
        Hold = "hold",
    }
}

/// An account that holds points (积分账户); only a household's has a balance of its own.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purse")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurseId,
    /// Whose it is.
    pub kind: PurseKind,
    /// The household.
    pub household_id: Option<HouseholdId>,
    /// The community of any other purse.
    pub node_id: Option<NodeId>,
    /// A household's points, never below 0.
    pub balance: Option<i64>,
    /// How many entries a household's purse has.
    pub entries: Option<i64>,
    /// When it was opened.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
