//! A visit to a household (入户走访). No column knows where the visitor stood.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What a visit found.
    pub enum VisitOutcome {
        /// All is as it was (无变化).
        NothingChanged = "nothing_changed",
        /// Something changed (有变化).
        Changed = "changed",
        /// Nobody was at home (家中无人).
        NotHome = "not_home",
    }
}

crate::codes! {
    /// What changed in a household.
    pub enum VisitChange {
        /// What it lives on (收入).
        Income = "income",
        /// Somebody's work (就业).
        Job = "job",
        /// Somebody's health (健康).
        Health = "health",
        /// A child's schooling (就学).
        Schooling = "schooling",
        /// The dwelling (住房).
        Housing = "housing",
        /// The drinking water (饮水).
        Water = "water",
        /// Who belongs to it (人口).
        Members = "members",
        /// It moved out (搬离).
        MovedOut = "moved_out",
        /// A quarrel (纠纷).
        Dispute = "dispute",
        /// Something else (其他).
        Other = "other",
    }
}

/// A visit to a household (入户走访).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit")]
pub struct Model {
    /// Names it; made by the visitor's phone.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VisitId,
    /// The household.
    pub household_id: HouseholdId,
    /// When somebody was there.
    pub visited_at: Moment,
    /// When it was written down, which may be days later.
    pub recorded_at: Moment,
    /// Who was there.
    pub visitor_id: AccountId,
    /// That person's name at the time.
    pub visitor_name: String,
    /// As what that person was there.
    pub visitor_role: crate::appointment::Role,
    /// What it found.
    pub outcome: VisitOutcome,
    /// What changed: codes joined by commas, in alphabetical order.
    pub changes: Option<String>,
    /// What the visitor wrote down, sealed.
    pub words_sealed: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
