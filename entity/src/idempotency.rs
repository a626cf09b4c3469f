//! The stored reply of a write, by the key that the client made.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// The stored reply of a write, by the key that the client made.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// Who wrote.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// The client’s key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Uuid,
    /// SHA-256 over method, path and body.
    pub digest: String,
    /// The reply’s body.
    pub reply: String,
    /// The reply’s ETag.
    pub etag: Option<String>,
    /// When.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
