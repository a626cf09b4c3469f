//! Facts about this database: what it is for, and the one-time set-up code.

use sea_orm::entity::prelude::*;

/// Facts about this database: what it is for, and the one-time set-up code.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "installation")]
pub struct Model {
    /// Which fact.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// What it says.
    pub value: String,
}

impl ActiveModelBehavior for ActiveModel {}
