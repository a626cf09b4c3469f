//! Scheduled works: what is due, doing it under a lease, and when it is due next.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::lease::{self, Lease};
use crate::app::App;
use crate::config::Config;
use crate::store::Fault;

/// The longest wait after a failure of a work that recurs more often than this (ms): a chain that
/// isn't sealed for an hour because of a short trouble would be worse than the tries.
const RETRY_MS_MAX: u64 = 60_000;

/// How far a work got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing is left.
    Done,
    /// A batch is done and there is more.
    More,
}

/// What a work or a handler does.
pub type Doing<T> = BoxFuture<'static, Result<T, Fault>>;

type Act<T> = Arc<dyn Fn(Arc<App>) -> Doing<T> + Send + Sync>;

/// A work that recurs.
#[derive(Clone)]
pub struct Work {
    /// Its stable name in the table `schedule`.
    pub name: &'static str,
    /// Whether people wait for what it does, so that an alarm is raised when it stops.
    pub(super) is_watched: bool,
    pub(super) every_ms: fn(&Config) -> u64,
    wanted: Option<Act<bool>>,
    act: Act<Progress>,
}

impl Work {
    /// A work that is done every so many milliseconds, in batches: `act` does one batch in less than
    /// `worker.lease_ms` and must be harmless when it is done again.
    pub fn new<F>(name: &'static str, every_ms: fn(&Config) -> u64, act: F) -> Self
    where
        F: Fn(Arc<App>) -> Doing<Progress> + Send + Sync + 'static,
    {
        Self { name, is_watched: false, every_ms, wanted: None, act: Arc::new(act) }
    }

    /// Raises an alarm in `/readyz` when it stops.
    #[must_use]
    pub fn watched(mut self) -> Self {
        self.is_watched = true;
        self
    }

    /// Asks `wanted`, which only reads, before the work is claimed, so that an idle service writes
    /// nothing.
    #[must_use]
    pub fn when<F>(mut self, wanted: F) -> Self
    where
        F: Fn(Arc<App>) -> Doing<bool> + Send + Sync + 'static,
    {
        self.wanted = Some(Arc::new(wanted));
        self
    }
}

impl fmt::Debug for Work {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Work").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Writes the works into the schedule, due at once; those that stand there are left alone.
pub(super) async fn enroll(app: &Arc<App>, works: &[Work]) -> Result<(), Fault> {
    let known = lease::names(app).await?;
    let new: Vec<_> = works
        .iter()
        .map(|work| work.name)
        .filter(|name| !known.iter().any(|k| k == name))
        .collect();
    if new.is_empty() { Ok(()) } else { lease::enroll(app, new).await }
}

/// The works that are due, wanted, and held by nobody.
pub(super) async fn due(app: &Arc<App>, works: &[Work]) -> Result<Vec<Work>, Fault> {
    let names = lease::due(app).await?;
    let mut due = Vec::new();
    for work in works.iter().filter(|work| names.iter().any(|name| name == work.name)) {
        let wanted = match &work.wanted {
            Some(wanted) => wanted(Arc::clone(app)).await?,
            None => true,
        };
        if wanted {
            due.push(work.clone());
        }
    }
    Ok(due)
}

/// Does `work` if nobody else holds it; says whether it was ours.
pub(super) async fn attempt(app: &Arc<App>, work: &Work) -> Result<bool, Fault> {
    let Some(lease) = Lease::claim(app, work.name, true).await? else { return Ok(false) };
    match batches(app, work, &lease).await {
        Ok(true) => lease.finish(app, (work.every_ms)(&app.world.config)).await?,
        Ok(false) => tracing::warn!(work = work.name, "the lease was lost to another worker"),
        Err(fault) => {
            tracing::error!(%fault, work = work.name, "a scheduled work failed; it is tried again");
            let every_ms = (work.every_ms)(&app.world.config);
            lease.fail(app, every_ms.max(RETRY_MS_MAX)).await?;
        }
    }
    Ok(true)
}

/// Batch after batch, each within the lease; `false` when somebody else took over.
async fn batches(app: &Arc<App>, work: &Work, lease: &Lease) -> Result<bool, Fault> {
    let lease_ms = app.world.config.worker.lease_ms;
    // A batch must end before another worker may believe that this one is gone.
    let limit = Duration::from_millis(lease_ms.saturating_sub(lease_ms / 10));
    loop {
        let acting = AssertUnwindSafe((work.act)(Arc::clone(app))).catch_unwind();
        let outcome = tokio::time::timeout(limit, acting).await.map_err(|_| Fault::Slow)?;
        match outcome.map_err(|_| Fault::Panicked)?? {
            Progress::Done => return Ok(true),
            Progress::More if lease.renew(app).await? => {}
            Progress::More => return Ok(false),
        }
    }
}
