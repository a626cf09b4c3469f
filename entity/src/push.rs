//! Something told to many households at once: a job, an answer, a notice.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What a push is about.
    pub enum PushKind {
        /// A job posting (送岗位).
        Job = "job",
        /// A declaration’s progress.
        Declaration = "declaration",
        /// Points credited, redeemed or reversed.
        Points = "points",
        /// A notice (通知).
        Notice = "notice",
    }
}

/// Something told to many households at once: a job, an answer, a notice.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "push")]
pub struct Model {
    /// Names it; a job posting’s push has the posting’s id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PushId,
    /// What it is about.
    pub kind: PushKind,
    /// The thing that it is about.
    pub subject_id: Uuid,
    /// A line to read aloud.
    pub title: String,
    /// A few plain sentences.
    pub body: String,
    /// When it was first sent.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
