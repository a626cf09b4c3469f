//! A version of the rule by which a county's colours are proposed (红黄绿规则).

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// Whether a version of the rule is in force.
    pub enum ColourRuleState {
        /// It is being written and tried.
        Draft = "draft",
        /// It is in force.
        Adopted = "adopted",
        /// Another took its place.
        Retired = "retired",
    }
}

/// A version of the rule by which a county's colours are proposed (红黄绿规则).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "colour_rule")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ColourRuleId,
    /// The county.
    pub node_id: NodeId,
    /// Its number in the county, from 1.
    pub number: i64,
    /// What it is called.
    pub name: String,
    /// Whether it is in force.
    pub state: ColourRuleState,
    /// Indicators, weights, thresholds and guards, as JSON.
    pub body: String,
    /// The document that it comes from.
    pub source: String,
    /// Who wrote it; none for the one that comes with the service.
    pub created_by: Option<AccountId>,
    /// Who adopted it; none for the one that comes with the service.
    pub adopted_by: Option<AccountId>,
    /// When that was.
    pub adopted_at: Option<Moment>,
    /// When another took its place.
    pub retired_at: Option<Moment>,
    /// Rises with every change.
    pub version: i64,
    /// When it was written.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
