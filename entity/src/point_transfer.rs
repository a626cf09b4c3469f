//! A transfer of points between two purses; never changed.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What a transfer is.
    pub enum TransferKind {
        /// Points given by rule.
        Credit = "credit",
        /// Points spent on an item.
        Redemption = "redemption",
        /// An earlier transfer taken back.
        Reversal = "reversal",
    }
}

/// A transfer of points between two purses; never changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "point_transfer")]
pub struct Model {
    /// Names it; made by the client.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TransferId,
    /// What it is.
    pub kind: TransferKind,
    /// The household whose points it moves.
    pub household_id: HouseholdId,
    /// How many points it moves.
    pub points: i64,
    /// The rule of a credit.
    pub rule_id: Option<RuleId>,
    /// The version of that rule.
    pub rule_version: Option<i64>,
    /// How many times a credit counts the rule.
    pub times: Option<i64>,
    /// The transfer that a reversal takes back.
    pub reverses: Option<TransferId>,
    /// What was done, or the reason of a reversal.
    pub note: Option<String>,
    /// Who did it.
    pub actor_id: AccountId,
    /// When.
    pub at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
