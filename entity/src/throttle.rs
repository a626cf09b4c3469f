//! A counter of failed attempts by account, address or card.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A counter of failed attempts by account, address or card.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttle")]
pub struct Model {
    /// What is counted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// When counting began.
    pub window_at: Moment,
    /// How many failures since then.
    pub failures: i64,
    /// No further attempt before this time.
    pub blocked_until: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
