//! An answer to a job posting, kept as evidence: a later one replaces it on the delivery, not here.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What a household says to a job.
    pub enum JobReply {
        /// Somebody wants it.
        Interested = "interested",
        /// Nobody wants it; a reason is given.
        NotInterested = "not_interested",
        /// They want to talk to somebody first.
        NeedHelp = "need_help",
    }
}

crate::codes! {
    /// Why a household doesn't want a job.
    pub enum JobReason {
        /// The pay.
        Pay = "pay",
        /// It is too far away.
        Distance = "distance",
        /// Children or the old are to be cared for.
        CareDuties = "care_duties",
        /// Health.
        Health = "health",
        /// They lack the skills.
        Skills = "skills",
        /// The hours.
        Hours = "hours",
        /// They have work.
        HasWork = "has_work",
        /// Something else.
        Other = "other",
    }
}

/// An answer to a job posting.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job_answer")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobAnswerId,
    /// The posting.
    pub posting_id: PostingId,
    /// The household.
    pub household_id: HouseholdId,
    /// The member who answered, where known.
    pub person_id: Option<PersonId>,
    /// The answer.
    pub answer: JobReply,
    /// Why not.
    pub reason: Option<JobReason>,
    /// Whether it was given at the door to somebody of the office.
    pub at_door: bool,
    /// Who wrote it down.
    pub account_id: AccountId,
    /// When.
    pub at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
