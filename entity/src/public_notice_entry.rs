//! A household on a public notice: nothing but what everybody may read.

use sea_orm::entity::prelude::*;

use crate::declaration::Category;
use crate::prelude::*;

/// A household on a public notice.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "public_notice_entry")]
pub struct Model {
    /// The notice.
    #[sea_orm(primary_key, auto_increment = false)]
    pub notice_id: NoticeId,
    /// The declaration.
    #[sea_orm(primary_key, auto_increment = false)]
    pub declaration_id: DeclarationId,
    /// Its place on the notice, from 1.
    pub place: i64,
    /// The head's name, masked.
    pub head_name_masked: String,
    /// The building.
    pub building_name: String,
    /// How many live there.
    pub member_count: i64,
    /// The category that is proposed.
    pub category: Category,
    /// The first instant at which it does not hang any more; objections move it.
    pub ends_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
