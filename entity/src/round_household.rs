//! A household in a monthly round: whether somebody was there.

use sea_orm::entity::prelude::*;

use crate::prelude::*;
use crate::visit_task::HouseholdColour;

crate::codes! {
    /// Why a household needn't be visited in a round.
    pub enum ExcuseReason {
        /// All of it are away for work (全家外出务工).
        AwayForWork = "away_for_work",
        /// It is away for a while (暂时外出).
        AwayForNow = "away_for_now",
        /// It is in hospital (住院).
        InHospital = "in_hospital",
        /// It asked not to be visited (不愿入户).
        Declined = "declined",
        /// It can't be reached: weather, works, quarantine (无法到达).
        Unreachable = "unreachable",
        /// It left the site before anybody came (已迁出或并户); only the service says so.
        MovedAway = "moved_away",
    }
}

/// A household in a monthly round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_household")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    /// The household.
    #[sea_orm(primary_key, auto_increment = false)]
    pub household_id: HouseholdId,
    /// The building in which it lived when the round was opened.
    pub building_id: NodeId,
    /// Its colour then.
    pub colour: HouseholdColour,
    /// Its monitoring category then.
    pub monitoring: String,
    /// The first visit of the month.
    pub visit_id: Option<VisitId>,
    /// When that visit was.
    pub checked_at: Option<Moment>,
    /// Why it needn't be visited.
    pub excused_for: Option<ExcuseReason>,
}

impl ActiveModelBehavior for ActiveModel {}
