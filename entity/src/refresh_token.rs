//! A refresh token, kept as a hash; each is used once and names its successor.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A refresh token, kept as a hash; each is used once and names its successor.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 of the token, in base64url.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// The session that it keeps alive.
    pub session_id: SessionId,
    /// When it was issued.
    pub issued_at: Moment,
    /// When it was exchanged.
    pub used_at: Option<Moment>,
    /// The token that it was exchanged for.
    pub successor_hash: Option<String>,
    /// When another took its place before it was used.
    pub replaced_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
