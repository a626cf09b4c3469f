//! A monthly round of a site (月排查、月研判、月调度、月督促).

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// How far a monthly round came.
    pub enum RoundPhase {
        /// Every household is visited (月排查).
        Check = "check",
        /// What was found is assessed (月研判).
        Assess = "assess",
        /// Every finding gets an owner and a measure or a day (月调度).
        Dispatch = "dispatch",
        /// The owners are held to it (月督促).
        Supervise = "supervise",
        /// Its figures are frozen (办结).
        Closed = "closed",
    }
}

/// A monthly round of a site.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "monitoring_round")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoundId,
    /// The site.
    pub site_id: NodeId,
    /// The first day of its month.
    pub month: time::Date,
    /// How far it came.
    pub phase: RoundPhase,
    /// The last day of the check.
    pub check_by: time::Date,
    /// The last day of the assessment.
    pub assess_by: time::Date,
    /// The last day of the dispatch.
    pub dispatch_by: time::Date,
    /// The last day of the supervision.
    pub supervise_by: time::Date,
    /// The households that it covers.
    pub household_count: i64,
    /// Who opened it; none where the service did.
    pub opened_by: Option<AccountId>,
    /// When.
    pub opened_at: Moment,
    /// When it came to its present phase.
    pub moved_at: Moment,
    /// When the assessment began.
    pub assess_at: Option<Moment>,
    /// When the dispatch began.
    pub dispatch_at: Option<Moment>,
    /// When the supervision began.
    pub supervise_at: Option<Moment>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// The phase of which the street was told that it is late.
    pub told_phase: Option<String>,
    /// Rises with every change.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
