//! One's own open sessions (TOK-4).

use entity::Moment;
use entity::id::SessionId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::permission::UseAccount;
use super::scope::Grant;
use crate::http::Page;
use crate::params;
use crate::store::{Fault, View};

/// A session of one's own account.
#[derive(Clone, Debug, Object, Serialize)]
pub struct MySession {
    /// Names it.
    pub session_id: SessionId,
    /// What the device said about itself when it signed in.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// When it began.
    pub created_at: Moment,
    /// When it was last refreshed.
    pub used_at: Moment,
    /// When it ends if it isn't refreshed.
    pub expires_at: Moment,
    /// Whether it is the one that asks.
    pub current: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: SessionId,
    device: Option<String>,
    created_at: Moment,
    used_at: Moment,
    expires_at: Moment,
}

/// Reads the caller's open sessions, the one used last first; there are never more than the
/// setting `auth.sessions_per_account_max` allows.
pub(crate) async fn read(
    view: &View<'_>,
    by: &Grant<UseAccount>,
) -> Result<Page<MySession>, Fault> {
    let caller = by.caller();
    let rows: Vec<Row> = view
        .sql
        .all(
            "SELECT id, device, created_at, used_at, expires_at FROM session \
             WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2 \
             ORDER BY used_at DESC, id DESC LIMIT 100",
            params![caller.account, view.now],
        )
        .await?;
    let items = rows.into_iter().map(|row| MySession {
        current: row.id == caller.session,
        session_id: row.id,
        device: row.device,
        created_at: row.created_at,
        used_at: row.used_at,
        expires_at: row.expires_at,
    });
    Ok(Page { items: items.collect(), next_cursor: None, total: None })
}
