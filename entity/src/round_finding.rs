//! What a monthly round found in a household (排查发现).

use sea_orm::entity::prelude::*;

use crate::declaration::RiskKind;
use crate::prelude::*;

crate::codes! {
    /// How far a finding came.
    pub enum FindingState {
        /// It waits to be assessed (待研判).
        Open = "open",
        /// It is a matter, and waits for an owner (已研判).
        Assessed = "assessed",
        /// Somebody owns it (已调度).
        Dispatched = "dispatched",
        /// It is settled (已解决).
        Resolved = "resolved",
        /// It is no matter (不成立).
        Dismissed = "dismissed",
    }
}

/// What a monthly round found in a household.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_finding")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FindingId,
    /// The round.
    pub round_id: RoundId,
    /// The household.
    pub household_id: HouseholdId,
    /// The visit that found it.
    pub visit_id: Option<VisitId>,
    /// What the household is in danger of.
    pub kind: RiskKind,
    /// What was found, sealed.
    pub words_sealed: String,
    /// How far it came.
    pub state: FindingState,
    /// Who sees to it.
    pub owner_id: Option<AccountId>,
    /// That person's name at the time.
    pub owner_name: Option<String>,
    /// Until when.
    pub due_on: Option<time::Date>,
    /// The measure that answers it.
    pub measure_id: Option<MeasureId>,
    /// How it ended, sealed.
    pub outcome_sealed: Option<String>,
    /// The finding of the month before that goes on here.
    pub handed_from: Option<FindingId>,
    /// Who found it.
    pub found_by: AccountId,
    /// Rises with every change.
    pub version: i64,
    /// When it was recorded.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
