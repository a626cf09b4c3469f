//! Who helps a household, one to one (帮扶联系人).

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// Who helps a household, one to one (帮扶联系人).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "helper")]
pub struct Model {
    /// Names the tie.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HelperId,
    /// Who is helped; has at most one tie that has not ended.
    pub household_id: HouseholdId,
    /// Who helps.
    pub account_id: AccountId,
    /// The helper's name at the time.
    pub name: String,
    /// The first day.
    pub since: time::Date,
    /// Who assigned the helper.
    pub assigned_by: AccountId,
    /// When that was.
    pub created_at: Moment,
    /// When another took over, or nobody.
    pub ended_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
