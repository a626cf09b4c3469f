//! A review meeting (民主评议会): who met where, and its minutes.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A review meeting (民主评议会).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review_meeting")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MeetingId,
    /// For which part of the grid.
    pub node_id: NodeId,
    /// The day.
    pub held_on: time::Date,
    /// The room.
    pub place: String,
    /// Who led it.
    pub chair_name: String,
    /// How many had a vote.
    pub participants: i64,
    /// Who they were.
    pub participant_names: String,
    /// What was said, sealed.
    pub minutes_sealed: String,
    /// Who wrote it down.
    pub created_by: AccountId,
    /// When.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
