//! The worker (后台任务): scheduled works and the outbox, inside `serve` or alone (`xinju worker`).
//!
//! Any number of workers may run on one database. A scheduled work is claimed by one conditional
//! UPDATE and held by a lease; a lease that ran out is taken over. Messages of the outbox are claimed
//! in batches in the same way and delivered at least once, so their handlers must be idempotent.
//! The works and the handlers are listed in [`works`]; a feature adds its own there in one line.
//!
//! Leases compare the clocks of the nodes, which must agree to well within `worker.lease_ms`.

pub mod backlog;
mod forget;
mod imports;
mod lease;
pub mod outbox;
mod reseal;
pub mod schedule;
pub mod seal;
pub mod watch;
pub mod works;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::app::App;
use crate::http::stop::Shutdown;
use crate::store::Fault;
use crate::store::cache::Subscription;

pub use outbox::{Handler, Letter};
pub use reseal::SEALED;
pub use schedule::{Progress, Work};

/// The shortest time between two looks at the database, however often somebody calls.
const PAUSE_MIN: Duration = Duration::from_millis(10);

/// Works for as long as nobody asks it to stop.
#[derive(Debug)]
pub struct Worker {
    app: Arc<App>,
    works: Vec<Work>,
    handlers: Vec<Handler>,
}

impl Worker {
    /// A worker with all the works and handlers of this version.
    pub fn new(app: Arc<App>) -> Self {
        Self::with(app, works::works(), works::handlers())
    }

    /// A worker with these works and handlers only.
    pub fn with(app: Arc<App>, works: Vec<Work>, handlers: Vec<Handler>) -> Self {
        Self { app, works, handlers }
    }

    /// Works until `stop` is asked, then finishes what is under way and signs how far the audit
    /// chain reached.
    pub async fn run(self: Arc<Self>, stop: Shutdown) {
        let mut calls = self.app.cache.subscribe(crate::app::WORK);
        let mut tasks = JoinSet::new();
        let mut lost = false;
        let settings = &self.app.world.config;
        let poll = Duration::from_millis(settings.worker.poll_ms.min(settings.audit.seal_ms));
        while !stop.is_asked() {
            match self.look(&mut tasks).await {
                Ok(()) if lost => {
                    tracing::info!("the worker works again");
                    lost = false;
                }
                Err(fault) if !lost => {
                    tracing::warn!(%fault, "the worker can't look for work; it tries again");
                    lost = true;
                }
                Ok(()) | Err(_) => {}
            }
            while tasks.try_join_next().is_some() {}
            tokio::select! {
                () = stop.asked() => break,
                () = called(&mut calls) => tokio::time::sleep(PAUSE_MIN).await,
                () = tokio::time::sleep(poll) => {}
            }
        }
        let patience = Duration::from_millis(settings.server.stop_ms_max);
        if tokio::time::timeout(patience, tasks.join_all()).await.is_err() {
            tracing::warn!("the worker left work behind; another takes it when the lease ends");
        }
        if let Err(fault) = seal::conclude(&self.app).await {
            tracing::warn!(%fault, "the audit chain was not signed at the stop");
        }
    }

    /// Does everything that is due now, one after the other, and says how many works it did; for
    /// tests and for maintenance.
    pub async fn turn(&self) -> Result<usize, Fault> {
        let mut done = 0;
        schedule::enroll(&self.app, &self.works).await?;
        for work in schedule::due(&self.app, &self.works).await? {
            done += usize::from(schedule::attempt(&self.app, &work).await?);
        }
        while outbox::turn(&self.app, &self.handlers).await? == Progress::More {}
        Ok(done)
    }

    /// Starts what is due.
    async fn look(self: &Arc<Self>, tasks: &mut JoinSet<()>) -> Result<(), Fault> {
        schedule::enroll(&self.app, &self.works).await?;
        for work in schedule::due(&self.app, &self.works).await? {
            let app = Arc::clone(&self.app);
            tasks.spawn(async move {
                if let Err(fault) = schedule::attempt(&app, &work).await {
                    tracing::warn!(%fault, work = work.name, "a work could not be claimed or released");
                }
            });
        }
        if outbox::is_waiting(&self.app).await? {
            let worker = Arc::clone(self);
            tasks.spawn(async move {
                if let Err(fault) = outbox::turn(&worker.app, &worker.handlers).await {
                    tracing::warn!(%fault, "the outbox could not be worked on");
                }
            });
        }
        Ok(())
    }
}

/// Waits for a call; if no more can come, forever.
async fn called(calls: &mut Subscription) {
    if calls.next().await.is_none() {
        std::future::pending::<()>().await;
    }
}
