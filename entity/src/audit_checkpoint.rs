//! A signed statement of how far the audit chain reached.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A signed statement of how far the audit chain reached.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_checkpoint")]
pub struct Model {
    /// The last entry that it covers.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The hash of that entry.
    pub hash: String,
    /// When it was signed.
    pub at: Moment,
    /// Which key signed it.
    pub key_id: String,
    /// Ed25519 signature, base64url.
    pub signature: String,
}

impl ActiveModelBehavior for ActiveModel {}
