//! What a transfer does to one purse; never changed.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// What a transfer does to one purse; never changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "point_entry")]
pub struct Model {
    /// The transfer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub transfer_id: TransferId,
    /// The purse.
    #[sea_orm(primary_key, auto_increment = false)]
    pub purse_id: PurseId,
    /// Points in, or out when below 0.
    pub amount: i64,
    /// Its place among a household's entries, from 1.
    pub place: Option<i64>,
    /// A household's balance after it.
    pub balance_after: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
