//! Seals the audit trail right after the commits (AUD-3) and signs how far the chain reached.

use std::sync::Arc;

use super::lease::Lease;
use super::schedule::{Doing, Progress};
use crate::app::App;
use crate::store::Fault;
use crate::store::audit::chain;

/// The name of the work that seals; it is the same that signs at a stop.
pub const NAME: &str = "audit.seal";

/// Whether an entry waits for its place.
pub(super) fn wanted(app: Arc<App>) -> Doing<bool> {
    Box::pin(async move {
        app.view().sql.exists("SELECT 1 FROM audit WHERE seq IS NULL LIMIT 1", vec![]).await
    })
}

/// Seals one batch; a crash after it loses nothing, the next batch goes on from there.
pub(super) fn seal(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move { batch(&app).await })
}

/// Seals one batch and signs how far the chain reached.
pub async fn batch(app: &Arc<App>) -> Result<Progress, Fault> {
    let keys = Arc::clone(&app.keys);
    let sealed = app
        .work(move |at| {
            Box::pin(async move {
                let settings = &at.world.config.audit;
                chain::seal(at, &keys, settings.seal_batch, settings.checkpoint_rows).await
            })
        })
        .await?;
    let is_full = sealed >= u64::from(app.world.config.audit.seal_batch);
    Ok(if is_full { Progress::More } else { Progress::Done })
}

/// Seals what is left, at a stop. Leaves it to another worker that is sealing now.
pub async fn conclude(app: &Arc<App>) -> Result<(), Fault> {
    let Some(lease) = Lease::claim(app, NAME, false).await? else { return Ok(()) };
    while batch(app).await? == Progress::More {
        if !lease.renew(app).await? {
            return Ok(());
        }
    }
    lease.release(app).await
}
