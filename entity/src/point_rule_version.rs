//! The terms of a rule as a meeting adopted them; never changed.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What a credit must bring as evidence.
    pub enum Evidence {
        /// Nothing.
        None = "none",
        /// A note that says what was done.
        Note = "note",
    }
}

/// The terms of a rule as a meeting adopted them; never changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "point_rule_version")]
pub struct Model {
    /// The rule.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rule_id: RuleId,
    /// Counts from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// What is rewarded.
    pub name: String,
    /// Points for one time.
    pub points: i64,
    /// What one time is: an hour, a visit.
    pub unit: String,
    /// Points that a household can get by it in a day.
    pub household_day_max: Option<i64>,
    /// Points that a household can get by it in a month.
    pub household_month_max: Option<i64>,
    /// What a credit must bring.
    pub evidence: Evidence,
    /// The day of the meeting.
    pub adopted_on: time::Date,
    /// Votes for it.
    pub votes_for: i64,
    /// Votes against it.
    pub votes_against: i64,
    /// Who entered it.
    pub recorded_by: AccountId,
    /// When it was entered.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
