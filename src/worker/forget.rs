//! Sweeps out what nobody needs any more: stored replies, refresh tokens of ended sessions, throttles.

use std::sync::Arc;

use super::schedule::{Doing, Progress};
use crate::app::App;
use crate::params;
use crate::store::{Fault, reply};

const DAY_MS: i64 = 86_400_000;

/// Stored replies that are older than `idempotency.keep_days`.
pub(super) fn replies(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        let settings = app.world.config.idempotency.clone();
        let (keep_ms, batch) = (i64::from(settings.keep_days) * DAY_MS, settings.sweep_batch);
        let gone = app
            .work(move |at| {
                Box::pin(async move { reply::forget(at, at.now.plus_ms(-keep_ms), batch).await })
            })
            .await?;
        Ok(progress(gone, batch))
    })
}

/// Refresh tokens of sessions that ended or ran out more than `auth.refresh_days` ago: after that
/// time a token that is used again has nothing left to warn of.
pub(super) fn refresh_tokens(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        let batch = app.world.config.idempotency.sweep_batch;
        let keep_ms = i64::from(app.world.config.auth.refresh_days) * DAY_MS;
        let gone = app
            .work(move |at| {
                Box::pin(async move {
                    at.execute(
                        "DELETE FROM refresh_token WHERE hash IN \
                         (SELECT t.hash FROM refresh_token t JOIN session s ON s.id = t.session_id \
                          WHERE COALESCE(s.ended_at, s.expires_at) < $1 LIMIT $2)",
                        params![at.now.plus_ms(-keep_ms), i64::from(batch)],
                    )
                    .await
                })
            })
            .await?;
        Ok(progress(gone, batch))
    })
}

/// Uploads that nothing came to refer to, and files without a row.
pub(super) fn uploads(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        crate::media::sweep::sweep(&app).await?;
        Ok(Progress::Done)
    })
}

/// Throttles whose window and pause are over.
pub(super) fn throttles(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        let batch = app.world.config.idempotency.sweep_batch;
        let window_ms = i64::from(app.world.config.auth.throttle.window_min) * 60_000;
        // The length of the next pause follows from the last ones, so they are kept for a day.
        let keep_ms = window_ms.max(DAY_MS);
        let gone: u64 = app
            .work(move |at| {
                Box::pin(async move {
                    let sql = "DELETE FROM throttle WHERE subject IN (SELECT subject FROM throttle \
                               WHERE window_at < $1 AND (blocked_until IS NULL \
                               OR blocked_until < $2) LIMIT $3)";
                    let before = at.now.plus_ms(-keep_ms);
                    at.execute(sql, params![before, at.now, i64::from(batch)]).await
                })
            })
            .await?;
        Ok::<_, Fault>(progress(gone, batch))
    })
}

fn progress(gone: u64, batch: u32) -> Progress {
    if gone >= u64::from(batch) { Progress::More } else { Progress::Done }
}
