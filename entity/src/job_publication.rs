//! One publication of a job posting: whom it was meant for, and how many it reached.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// The capacities for labour (劳动能力) with which somebody can be offered work.
    pub enum WorkCapacity {
        /// Fully able to work.
        Full = "full",
        /// Partly able to work.
        Partial = "partial",
    }
}

/// One publication of a job posting.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job_publication")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PublicationId,
    /// The posting.
    pub posting_id: PostingId,
    /// Codes of the capacities meant, joined by commas.
    pub capacities: String,
    /// Whether only people who are not in work and available were meant.
    pub not_in_work: bool,
    /// Skills of which one was enough, one on a line.
    pub skills: Option<String>,
    /// The youngest meant, in years.
    pub age_min: i64,
    /// The oldest meant, in years.
    pub age_max: i64,
    /// Who published.
    pub account_id: AccountId,
    /// When.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
