//! A piece of work that recurs, with its lease.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A piece of work that recurs, with its lease.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule")]
pub struct Model {
    /// Its stable name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// When it is due next.
    pub due_at: Moment,
    /// Who works on it.
    pub leased_by: Option<Uuid>,
    /// Until when.
    pub leased_until: Option<Moment>,
    /// When it last succeeded.
    pub succeeded_at: Option<Moment>,
    /// Failures since then.
    pub failures: i64,
}

impl ActiveModelBehavior for ActiveModel {}
