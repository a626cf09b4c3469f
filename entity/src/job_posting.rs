//! A job posting (招工岗位): what an employer offers, and how far the posting came.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// The five channels of employment (五个一批).
    pub enum JobChannel {
        /// Transferred to work outside the county or province (对外转移输出).
        Transfer = "transfer",
        /// Taken in by industry and agriculture (产业培育吸纳).
        Industry = "industry",
        /// A relief workshop (帮扶车间).
        Workshop = "workshop",
        /// Commerce and one's own business (商铺创业).
        Business = "business",
        /// A public-welfare post (公益性岗位).
        PublicPost = "public_post",
    }
}

crate::codes! {
    /// What the pay is counted by.
    pub enum PayUnit {
        /// A month.
        Month = "month",
        /// A day.
        Day = "day",
        /// An hour.
        Hour = "hour",
        /// A piece of work.
        Piece = "piece",
    }
}

crate::codes! {
    /// How far a posting came.
    pub enum PostingState {
        /// Being written; no household sees it.
        Draft = "draft",
        /// Sent to households, which may answer.
        Published = "published",
        /// Halted for a while; nobody may answer.
        Paused = "paused",
        /// Every vacancy is taken.
        Filled = "filled",
        /// Its last day to apply is over.
        Expired = "expired",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

/// A job posting (招工岗位).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job_posting")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PostingId,
    /// The node whose office keeps it.
    pub node_id: NodeId,
    /// How far it came.
    pub state: PostingState,
    /// The employer (用人单位).
    pub employer: String,
    /// What the work is.
    pub title: String,
    /// Through which of the five channels.
    pub channel: JobChannel,
    /// Where the work is.
    pub workplace: String,
    /// How many people are wanted.
    pub vacancies: i64,
    /// The pay for one unit, in fen.
    pub pay_fen: i64,
    /// What the pay is counted by.
    pub pay_unit: PayUnit,
    /// Working hours.
    pub hours: Option<String>,
    /// Board and lodging.
    pub board_and_lodging: Option<String>,
    /// How one gets there.
    pub transport: Option<String>,
    /// Skills asked for, one on a line.
    pub skills: Option<String>,
    /// Certificates asked for, one on a line.
    pub certificates: Option<String>,
    /// The youngest that may work there, in years.
    pub age_min: i64,
    /// The last day to apply.
    pub apply_by: time::Date,
    /// Whom to ask.
    pub contact: String,
    /// Rises with every change.
    pub version: i64,
    /// Who wrote it.
    pub created_by: AccountId,
    /// When it was written.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
    /// When it was first sent to households.
    pub published_at: Option<Moment>,
    /// When it was filled, withdrawn or over.
    pub ended_at: Option<Moment>,
    /// Why it was paused or withdrawn.
    pub reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
