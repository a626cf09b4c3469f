//! An objection to a public notice (公示异议), and its answer.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// An objection to a public notice (公示异议).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_objection")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ObjectionId,
    /// The notice.
    pub notice_id: NoticeId,
    /// The declaration on it.
    pub declaration_id: DeclarationId,
    /// Who raised it, or wrote it down.
    pub raised_by: AccountId,
    /// For whom it was written down; none where somebody raised it themself.
    pub raised_for: Option<String>,
    /// What was said, sealed.
    pub words_sealed: String,
    /// When.
    pub raised_at: Moment,
    /// Who answered.
    pub answered_by: Option<AccountId>,
    /// The answer, sealed.
    pub answer_sealed: Option<String>,
    /// Whether it was right.
    pub is_upheld: Option<bool>,
    /// When it was answered.
    pub answered_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
