//! What a review meeting decided on one declaration; never changed once written.

use sea_orm::entity::prelude::*;

use crate::declaration::Category;
use crate::prelude::*;

/// What a review meeting decided on one declaration (评议表决).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review_vote")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VoteId,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// The declaration.
    pub declaration_id: DeclarationId,
    /// Votes for it.
    pub votes_for: i64,
    /// Votes against it.
    pub votes_against: i64,
    /// Votes for neither.
    pub votes_abstained: i64,
    /// The category that was proposed.
    pub proposed_category: Category,
    /// Whether more than half were for it.
    pub passed: bool,
    /// When it was written.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
