//! A rule by which points are credited (积分规则); its terms are in its versions.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A rule by which points are credited (积分规则); its terms are in its versions.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "point_rule")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RuleId,
    /// The community that adopted it.
    pub node_id: NodeId,
    /// The version in force.
    pub version: i64,
    /// When it was entered.
    pub created_at: Moment,
    /// When it was ended.
    pub ended_at: Option<Moment>,
    /// Why it was ended.
    pub end_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
