//! Stored replies: what makes a write safe to send twice.
//!
//! The reply is stored in the transaction of its effect under the client's key. Whoever comes second
//! with the same key meets the unique index, is undone, and gets the stored reply.

use entity::Moment;
use entity::id::AccountId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{At, Fault, Sql};
use crate::params;

/// The reply of a write, as bytes that are sent and stored alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The body, JSON; empty where there is none.
    pub body: String,
    /// The ETag.
    pub etag: Option<String>,
    /// Whether it comes from storage.
    pub replayed: bool,
}

/// A client's key and what it was used for.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Who writes.
    pub account: AccountId,
    /// The client's key.
    pub key: Uuid,
    /// Keyed hash over method, path and body.
    pub digest: String,
}

/// What is known of a key.
#[derive(Debug)]
pub(crate) enum Known {
    /// It was not used yet.
    New,
    /// It was used for the same request.
    Same(Reply),
    /// It was used for another request.
    Other,
}

#[derive(FromQueryResult)]
struct Row {
    digest: String,
    reply: String,
    etag: Option<String>,
}

/// Looks up the key of `claim`.
pub(crate) async fn look_up(sql: Sql<'_>, claim: &Claim) -> Result<Known, Fault> {
    let row: Option<Row> = sql
        .one(
            "SELECT digest, reply, etag FROM idempotency WHERE account_id = $1 AND key = $2",
            params![claim.account, claim.key],
        )
        .await?;
    Ok(match row {
        None => Known::New,
        Some(row) if row.digest != claim.digest => Known::Other,
        Some(row) => Known::Same(Reply { body: row.reply, etag: row.etag, replayed: true }),
    })
}

/// Stores the reply; `false` when somebody else used the key first.
pub(crate) async fn store(at: &At<'_>, claim: &Claim, reply: &Reply) -> Result<bool, Fault> {
    let rows = at
        .execute(
            "INSERT INTO idempotency (account_id, key, digest, reply, etag, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            params![
                claim.account,
                claim.key,
                claim.digest.clone(),
                reply.body.clone(),
                reply.etag.clone(),
                at.now
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// Forgets replies older than `before`; says how many.
pub(crate) async fn forget(at: &At<'_>, before: Moment, batch: u32) -> Result<u64, Fault> {
    at.execute(
        "DELETE FROM idempotency WHERE (account_id, key) IN \
         (SELECT account_id, key FROM idempotency WHERE created_at < $1 LIMIT $2)",
        params![before, i64::from(batch)],
    )
    .await
}
