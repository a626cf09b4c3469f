//! The figures of a building that a monthly round froze when it was closed; never changed.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// The figures of a building in a closed round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_snapshot")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    /// The building.
    #[sea_orm(primary_key, auto_increment = false)]
    pub building_id: NodeId,
    /// Households.
    pub households: i64,
    /// Those that were visited.
    pub checked: i64,
    /// Those that needn't be.
    pub excused: i64,
    /// Red ones.
    pub red: i64,
    /// Yellow ones.
    pub yellow: i64,
    /// Green ones.
    pub green: i64,
    /// Those under monitoring.
    pub monitored: i64,
    /// Findings.
    pub findings: i64,
    /// Findings that were settled.
    pub resolved: i64,
    /// Findings that a measure answers.
    pub measures: i64,
    /// When it was frozen.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
