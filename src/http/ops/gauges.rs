//! Figures that are read when somebody measures: what waits, and how the cache is.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::metrics::gauge::Gauge;

use crate::app::App;
use crate::http::metrics::Metrics;
use crate::worker::backlog::Backlog;

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
        Self {
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
