//! A public notice (公示): where it hangs, since when, for how many working days.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A public notice (公示).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "public_notice")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NoticeId,
    /// The community where it hangs.
    pub node_id: NodeId,
    /// The first day.
    pub starts_on: time::Date,
    /// Working days that it hangs, at least five.
    pub working_days: i64,
    /// Where objections are taken.
    pub contact_place: String,
    /// Who hung it out.
    pub created_by: AccountId,
    /// When that was written.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
