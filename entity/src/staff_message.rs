//! A message to a member of staff (工作提醒).

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What a message to staff is about.
    pub enum StaffTopic {
        /// A declaration that waits or is overdue (申报).
        Declaration = "declaration",
        /// Visits that are due or were missed (走访).
        Visit = "visit",
        /// A monthly round (月排查).
        Round = "round",
        /// A clue from a department (部门线索).
        Clue = "clue",
        /// Colours that wait to be confirmed (红黄绿).
        Colour = "colour",
        /// Support measures that are due (帮扶措施).
        Measure = "measure",
    }
}

/// A message to a member of staff (工作提醒).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_message")]
pub struct Model {
    /// Names it; later ones come later in the order of ids.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    /// Whom it is for.
    pub account_id: AccountId,
    /// What it is about.
    pub kind: StaffTopic,
    /// The thing that it is about; none where it sums up several.
    pub subject_id: Option<Uuid>,
    /// A line.
    pub title: String,
    /// A few plain sentences; never what a resident said.
    pub body: String,
    /// When it was written.
    pub created_at: Moment,
    /// When it was read.
    pub read_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
