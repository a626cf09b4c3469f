//! What is intended for a household under support (帮扶计划).

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// What is intended for a household under support (帮扶计划).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_plan")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlanId,
    /// Whose it is; has at most one that is open.
    pub household_id: HouseholdId,
    /// What shall be reached.
    pub goal: String,
    /// The first day.
    pub starts_on: time::Date,
    /// The last day.
    pub ends_on: time::Date,
    /// Who wrote it.
    pub created_by: AccountId,
    /// Rises with every change.
    pub version: i64,
    /// When it was written.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
    /// When it was closed.
    pub closed_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
