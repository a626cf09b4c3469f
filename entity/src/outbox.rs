//! A message written with the data that it follows from, to be worked on later.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A message written with the data that it follows from, to be worked on later.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OutboxId,
    /// What kind of work.
    pub topic: String,
    /// What it is about, as JSON.
    pub payload: String,
    /// When it was written.
    pub created_at: Moment,
    /// Not before this time.
    pub due_at: Moment,
    /// Who works on it.
    pub leased_by: Option<Uuid>,
    /// Until when.
    pub leased_until: Option<Moment>,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was given up.
    pub failed_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
