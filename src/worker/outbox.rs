//! The outbox (待办消息): claims messages in batches, hands each to its topic's handler, and tries
//! again later what failed.
//!
//! A message is delivered at least once: a worker that is cut off after its handler acted leaves it
//! to another. After `worker.tries_max` tries it is set aside for a person to look at.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use entity::id::OutboxId;
use futures_util::{FutureExt, StreamExt};
use sea_orm::{DbBackend, FromQueryResult};
use uuid::Uuid;

use super::schedule::{Doing, Progress};
use crate::app::App;
use crate::config::Worker as Settings;
use crate::params;
use crate::store::{At, Fault};

/// Messages of one batch that are handled at a time; more would only wait for the writer.
const AT_ONCE: usize = 8;

/// A message as its handler gets it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its id, the same at every try: what makes handling it twice harmless.
    pub id: OutboxId,
    /// How often it was tried before.
    pub attempts: i64,
    /// What it is about.
    pub payload: serde_json::Value,
}

type Handle = Arc<dyn Fn(Arc<App>, Letter) -> Doing<()> + Send + Sync>;

/// Who handles the messages of one topic.
#[derive(Clone)]
pub struct Handler {
    topic: &'static str,
    handle: Handle,
}

impl Handler {
    /// `handle` takes the messages of `topic`, each in less than `worker.lease_ms`; it must be
    /// harmless when the same message comes again.
    pub fn new<F>(topic: &'static str, handle: F) -> Self
    where
        F: Fn(Arc<App>, Letter) -> Doing<()> + Send + Sync + 'static,
    {
        Self { topic, handle: Arc::new(handle) }
    }
}

impl fmt::Debug for Handler {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Handler").field("topic", &self.topic).finish_non_exhaustive()
    }
}

#[derive(Debug, FromQueryResult)]
struct Row {
    id: OutboxId,
    topic: String,
    payload: String,
    attempts: i64,
}

/// Whether any message can be claimed.
pub(super) async fn is_waiting(app: &App) -> Result<bool, Fault> {
    let view = app.view();
    view.sql
        .exists(
            "SELECT 1 FROM outbox WHERE failed_at IS NULL AND due_at <= $1 \
             AND (leased_until IS NULL OR leased_until <= $1) LIMIT 1",
            params![view.now],
        )
        .await
}

/// Claims a batch and handles it.
pub(super) async fn turn(app: &Arc<App>, handlers: &[Handler]) -> Result<Progress, Fault> {
    if !is_waiting(app).await? {
        return Ok(Progress::Done);
    }
    let holder = app.world.ids.next(app.clock.now());
    let rows = app.work(move |at| Box::pin(async move { claim(at, holder).await })).await?;
    let lease_ms = app.world.config.worker.lease_ms;
    let limit = Duration::from_millis(lease_ms.saturating_sub(lease_ms / 10));
    let ends_at = tokio::time::Instant::now() + limit;
    let count = rows.len();
    futures_util::stream::iter(rows)
        .for_each_concurrent(AT_ONCE, |row| async move {
            let id = row.id;
            if let Err(fault) = deliver(app, handlers, row, holder, ends_at).await {
                tracing::warn!(%fault, message = %id, "a message could not be put down; it comes again");
            }
        })
        .await;
    let batch = usize::try_from(app.world.config.worker.batch).unwrap_or(usize::MAX);
    Ok(if count >= batch { Progress::More } else { Progress::Done })
}

async fn claim(at: &At<'_>, holder: Uuid) -> Result<Vec<Row>, Fault> {
    let settings = &at.world.config.worker;
    let until = at.now.plus_ms(i64::try_from(settings.lease_ms).unwrap_or(i64::MAX));
    let skip = match at.sql().backend() {
        DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let sql = format!(
        "UPDATE outbox SET leased_by = $1, leased_until = $2 WHERE id IN \
         (SELECT id FROM outbox WHERE failed_at IS NULL AND due_at <= $3 \
          AND (leased_until IS NULL OR leased_until <= $3) ORDER BY due_at LIMIT $4 {skip}) \
         AND (leased_until IS NULL OR leased_until <= $3) RETURNING id, topic, payload, attempts"
    );
    at.sql().all(sql, params![holder, until, at.now, i64::from(settings.batch)]).await
}

/// Hands one message over and puts down what became of it.
async fn deliver(
    app: &Arc<App>,
    handlers: &[Handler],
    row: Row,
    holder: Uuid,
    ends_at: tokio::time::Instant,
) -> Result<(), Fault> {
    let (id, topic, attempts) = (row.id, row.topic.clone(), row.attempts);
    let acting = AssertUnwindSafe(hand_over(app, handlers, row)).catch_unwind();
    let outcome = match tokio::time::timeout_at(ends_at, acting).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Fault::Panicked),
        Err(_) => Err(Fault::Slow),
    };
    if let Err(fault) = &outcome {
        tracing::error!(%fault, topic, message = %id, attempts, "a message could not be handled");
    }
    let is_done = outcome.is_ok();
    app.work(move |at| {
        Box::pin(async move {
            if is_done {
                let sql = "DELETE FROM outbox WHERE id = $1 AND leased_by = $2";
                at.execute(sql, params![id, holder]).await
            } else {
                put_back(at, id, attempts, holder).await
            }
        })
    })
    .await?;
    Ok(())
}

async fn hand_over(app: &Arc<App>, handlers: &[Handler], row: Row) -> Result<(), Fault> {
    let handler = handlers.iter().find(|handler| handler.topic == row.topic);
    // Another node may be newer and know the topic.
    let handler = handler.ok_or(Fault::Away("nobody handles this topic"))?;
    let payload = serde_json::from_str(&row.payload)
        .map_err(|_| Fault::Damaged(format!("the payload of message {}", row.id)))?;
    let letter = Letter { id: row.id, attempts: row.attempts, payload };
    (handler.handle)(Arc::clone(app), letter).await
}

async fn put_back(at: &At<'_>, id: OutboxId, before: i64, holder: Uuid) -> Result<u64, Fault> {
    let settings = &at.world.config.worker;
    let failed = (before + 1 >= i64::from(settings.tries_max)).then_some(at.now);
    let due = at.now.plus_ms(backoff_ms(settings, before));
    at.execute(
        "UPDATE outbox SET attempts = attempts + 1, due_at = $1, failed_at = $2, \
         leased_by = NULL, leased_until = NULL WHERE id = $3 AND leased_by = $4",
        params![due, failed, id, holder],
    )
    .await
}

/// The wait before the next try, after `failures` earlier ones: it doubles up to the limit (ms).
pub(super) fn backoff_ms(settings: &Settings, failures: i64) -> i64 {
    let doublings = u32::try_from(failures).unwrap_or(u32::MAX).min(62);
    let factor = 1_u64.checked_shl(doublings).unwrap_or(u64::MAX);
    let wait = settings.backoff_ms_first.saturating_mul(factor).min(settings.backoff_ms_max);
    i64::try_from(wait).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::backoff_ms;
    use crate::config::Config;

    #[test]
    fn each_wait_is_twice_the_one_before_until_the_limit() {
        let settings = Config::default().worker;
        let waits: Vec<_> = (0..4).map(|failures| backoff_ms(&settings, failures)).collect();
        assert_eq!(waits, [1_000, 2_000, 4_000, 8_000]);
        assert_eq!(backoff_ms(&settings, 40), 3_600_000);
        assert_eq!(backoff_ms(&settings, i64::MAX), 3_600_000);
    }
}
