//! How much of a cap is used: counted in the transaction that uses it.

use sea_orm::entity::prelude::*;

crate::codes! {
    /// Which cap a tally counts towards.
    pub enum TallyKind {
        /// Points that a volunteer credits in a day.
        VolunteerDay = "volunteer_day",
        /// Points that a household gets by a rule in a day.
        RuleDay = "rule_day",
        /// Points that a household gets by a rule in a month.
        RuleMonth = "rule_month",
        /// Pieces of an item that a household gets in a month.
        ItemMonth = "item_month",
    }
}

/// How much of a cap is used: counted in the transaction that uses it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "point_tally")]
pub struct Model {
    /// Which cap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: TallyKind,
    /// The account, rule or item that is capped.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: Uuid,
    /// The household; for a volunteer's cap the account again.
    #[sea_orm(primary_key, auto_increment = false)]
    pub whose_id: Uuid,
    /// The first day of the period.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_day: time::Date,
    /// Used so far.
    pub used: i64,
    /// The cap when it was last used.
    pub cap: i64,
}

impl ActiveModelBehavior for ActiveModel {}
