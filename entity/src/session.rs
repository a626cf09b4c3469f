//! A session (登录会话): one sign-in on one device, kept alive by rotating refresh tokens.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A session (登录会话): one sign-in on one device, kept alive by rotating refresh tokens.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Names it; access tokens carry it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Who signed in.
    pub account_id: AccountId,
    /// What the client said about itself, cut to 100 characters.
    pub device: Option<String>,
    /// When it began.
    pub created_at: Moment,
    /// When it was last refreshed.
    pub used_at: Moment,
    /// When it ends by itself.
    pub expires_at: Moment,
    /// When it was ended.
    pub ended_at: Option<Moment>,
    /// Why it was ended: sign-out, reuse of a refresh token, password change, disabled.
    pub end_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
