//! A visit that is due (走访任务); a household has at most one open task of its cadence.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// Why a visit is due.
    pub enum Cadence {
        /// Every day, for a red household (日访).
        Daily = "daily",
        /// Every week, for a yellow household (周访).
        Weekly = "weekly",
        /// Every month, for a green household (月访).
        Monthly = "monthly",
        /// Once, after a declaration was answered (回访).
        Return = "return",
    }
}

crate::codes! {
    /// What became of a visit that was due.
    pub enum VisitTaskState {
        /// It is still to be made.
        Open = "open",
        /// Somebody was there.
        Done = "done",
        /// Its time ran out (漏访).
        Missed = "missed",
        /// It is not asked for any more: the colour changed, or the household left.
        Void = "void",
    }
}

crate::codes! {
    /// The colour of a household (红黄绿).
    pub enum HouseholdColour {
        /// In need, visited daily (红).
        Red = "red",
        /// At risk, visited weekly (黄).
        Yellow = "yellow",
        /// Stable, visited monthly (绿).
        Green = "green",
    }
}

/// A visit that is due (走访任务).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_task")]
pub struct Model {
    /// The household.
    #[sea_orm(primary_key, auto_increment = false)]
    pub household_id: HouseholdId,
    /// The first day of its period.
    #[sea_orm(primary_key, auto_increment = false)]
    pub starts_on: Date,
    /// Why it is due.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cadence: Cadence,
    /// The last day of its period.
    pub due_on: Date,
    /// What became of it.
    pub state: VisitTaskState,
    /// The colour of the household when it was made.
    pub colour: HouseholdColour,
    /// The declaration that a return visit follows.
    pub declaration_id: Option<DeclarationId>,
    /// The visit that settled it.
    pub visit_id: Option<VisitId>,
    /// When its time was found to have run out; kept when a late record repairs it.
    pub missed_at: Option<Moment>,
    /// When the helper was told.
    pub reported_at: Option<Moment>,
    /// When the level above was told.
    pub raised_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
