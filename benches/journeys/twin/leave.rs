//! What every write leaves beside its data: a message to the household, an audit entry, its reply.

use poem::Request;
use sea_orm::sqlx::{self, SqliteConnection};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::caller::Caller;
use super::{Twin, wrong};

/// A client's key, and the digest of what it was used for.
pub(crate) fn claim(request: &Request, body: &[u8]) -> poem::Result<(Uuid, String)> {
    let key = request.header("idempotency-key").ok_or_else(|| wrong("no key"))?;
    let mut hash = Sha256::new();
    hash.update(request.method().as_str());
    hash.update(request.uri().to_string());
    hash.update(body);
    Ok((Uuid::try_parse(key).map_err(wrong)?, hex::encode(hash.finalize())))
}

/// Tells a household something.
pub(crate) async fn tell(
    twin: &Twin,
    transaction: &mut SqliteConnection,
    household: Uuid,
    (kind, subject, title, body): (&str, Uuid, &str, String),
) -> poem::Result<()> {
    let now = twin.clock.now();
    let push = twin.ids.next(now);
    sqlx::query(
        "INSERT INTO push (id, kind, subject_id, title, body, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(push)
    .bind(kind)
    .bind(subject)
    .bind(title)
    .bind(body)
    .bind(now.0)
    .execute(&mut *transaction)
    .await
    .map_err(wrong)?;
    sqlx::query(
        "INSERT INTO delivery (household_id, push_id, state, created_at) \
         VALUES ($1, $2, $3, $4)",
    )
    .bind(household)
    .bind(push)
    .bind("waiting")
    .bind(now.0)
    .execute(transaction)
    .await
    .map_err(wrong)?;
    Ok(())
}

/// Writes the audit entry.
pub(crate) async fn audit(
    twin: &Twin,
    transaction: &mut SqliteConnection,
    caller: &Caller,
    (action, kind, subject): (&str, &str, Uuid),
    (household, node, facts): (Uuid, Uuid, Option<String>),
) -> poem::Result<()> {
    let now = twin.clock.now();
    sqlx::query(
        "INSERT INTO audit (id, at, actor_id, action, subject_kind, subject_id, household_id, \
         node_id, reason, facts, trace_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(twin.ids.next(now))
    .bind(now.0)
    .bind(caller.account)
    .bind(action)
    .bind(kind)
    .bind(subject)
    .bind(household)
    .bind(node)
    .bind(None::<String>)
    .bind(facts)
    .bind(twin.ids.next(now).simple().to_string())
    .execute(transaction)
    .await
    .map_err(wrong)?;
    Ok(())
}

/// Stores the reply.
pub(crate) async fn store(
    twin: &Twin,
    transaction: &mut SqliteConnection,
    caller: &Caller,
    (key, digest): (Uuid, String),
    reply: &str,
) -> poem::Result<()> {
    sqlx::query(
        "INSERT INTO idempotency (account_id, key, digest, reply, etag, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(caller.account)
    .bind(key)
    .bind(digest)
    .bind(reply)
    .bind("\"v1\"")
    .bind(twin.clock.now().0)
    .execute(transaction)
    .await
    .map_err(wrong)?;
    Ok(())
}
