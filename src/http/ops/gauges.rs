//! Figures that are read when somebody measures: what waits, and how the cache is.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;

use crate::app::App;
use crate::declaration::escalation;
use crate::http::metrics::Metrics;
use crate::worker::backlog::Backlog;
use crate::worker::watch::Watched;

/// A scheduled work; a client can't invent names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct WorkLabel {
    work: &'static str,
}

/// The level of a desk.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LevelLabel {
    level: &'static str,
}

/// The gauges; those of the database are the same on every node.
#[derive(Debug)]
pub(super) struct Gauges {
    unsealed: Gauge,
    unsealed_seconds: Gauge<f64, AtomicU64>,
    outbox: Gauge,
    outbox_seconds: Gauge<f64, AtomicU64>,
    outbox_failed: Gauge,
    schedule_seconds: Gauge<f64, AtomicU64>,
    schedule_failures: Gauge,
    work_seconds: Family<WorkLabel, Gauge<f64, AtomicU64>>,
    work_failures: Family<WorkLabel, Gauge>,
    overdue: Family<LevelLabel, Gauge>,
    writer_queue: Gauge,
    cache_entries: Gauge,
    cache_reachable: Gauge,
    cache_errors: Gauge,
    database_up: Gauge,
}

impl Gauges {
    /// Registers them, once per application.
    pub(super) fn register(metrics: &Metrics) -> Self {
        let seconds = |name: &str, help: &str| {
            let gauge = Gauge::<f64, AtomicU64>::default();
            metrics.register(name, help, gauge.clone());
            gauge
        };
        let (work_seconds, work_failures) = (Family::default(), Family::default());
        let overdue = Family::default();
        Self::register_families(metrics, &work_seconds, &work_failures, &overdue);
        Self {
            work_seconds,
            work_failures,
            overdue,
            unsealed: metrics.gauge("audit_unsealed", "Audit entries outside the chain"),
            unsealed_seconds: seconds("audit_unsealed_seconds", "Age of the oldest of them"),
            outbox: metrics.gauge("outbox_backlog", "Messages that are due"),
            outbox_seconds: seconds("outbox_oldest_seconds", "How long the oldest is due"),
            outbox_failed: metrics.gauge("outbox_failed", "Messages that were given up"),
            schedule_seconds: seconds("schedule_late_seconds", "Lateness of scheduled work"),
            schedule_failures: metrics.gauge("schedule_failures", "Failures in a row, the worst"),
            writer_queue: metrics.gauge("writer_queue", "Writes that wait for the writer"),
            cache_entries: metrics.gauge("cache_entries", "Entries in this process's cache"),
            cache_reachable: metrics.gauge("cache_reachable", "Whether the cache answers"),
            cache_errors: metrics.gauge("cache_errors", "Failed calls to Redis since the start"),
            database_up: metrics.gauge("database_up", "Whether the database answers"),
        }
    }

    fn register_families(
        metrics: &Metrics,
        work_seconds: &Family<WorkLabel, Gauge<f64, AtomicU64>>,
        work_failures: &Family<WorkLabel, Gauge>,
        overdue: &Family<LevelLabel, Gauge>,
    ) {
        let silent = "Seconds since each scheduled work last succeeded";
        metrics.register("work_silent_seconds", silent, work_seconds.clone());
        let failures = "Failures in a row of each scheduled work";
        metrics.register("work_failures", failures, work_failures.clone());
        let late = "Declarations whose step is overdue, by the level of the desk";
        metrics.register("declarations_overdue", late, overdue.clone());
    }

    /// Reads them. When the database is away the last figures stand and `database_up` is 0.
    pub(super) async fn read(&self, app: &App) {
        self.writer_queue.set(i64::try_from(app.db.queue_depth()).unwrap_or(i64::MAX));
        let cache = app.cache.health().await;
        self.cache_entries.set(i64::try_from(cache.entries).unwrap_or(i64::MAX));
        self.cache_reachable.set(i64::from(cache.reachable));
        self.cache_errors.set(i64::try_from(cache.errors_total).unwrap_or(i64::MAX));
        let backlog = Backlog::read(app.db.read(), app.clock.now()).await;
        self.database_up.set(i64::from(backlog.is_ok()));
        if let Ok(backlog) = backlog {
            self.show(&backlog);
        }
        let (sql, now) = (app.db.read(), app.clock.now());
        if let Ok(works) = Watched::read(sql, &app.world.config, now).await {
            for work in &works {
                self.show_work(work);
            }
        }
        for (level, number) in escalation::count_by_level(sql, now).await.unwrap_or_default() {
            self.overdue.get_or_create(&LevelLabel { level: level.code() }).set(number);
        }
    }

    fn show_work(&self, watched: &Watched) {
        let label = WorkLabel { work: watched.name };
        self.work_failures.get_or_create(&label).set(watched.failures);
        if let Some(silent_ms) = watched.silent_ms {
            self.work_seconds.get_or_create(&label).set(seconds(silent_ms));
        }
    }

    fn show(&self, backlog: &Backlog) {
        self.unsealed.set(backlog.unsealed);
        self.unsealed_seconds.set(seconds(backlog.unsealed_ms));
        self.outbox.set(backlog.outbox);
        self.outbox_seconds.set(seconds(backlog.outbox_ms));
        self.outbox_failed.set(backlog.outbox_failed);
        self.schedule_seconds.set(seconds(backlog.schedule_ms));
        self.schedule_failures.set(backlog.schedule_failures);
    }
}

fn seconds(ms: i64) -> f64 {
    Duration::from_millis(u64::try_from(ms).unwrap_or(0)).as_secs_f64()
}
