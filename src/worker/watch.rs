//! Whether the scheduled works are done: for `/metrics`, and as an alarm in `/readyz` for those that
//! people wait for.

use std::collections::HashMap;

use entity::Moment;
use sea_orm::FromQueryResult;

use super::works;
use crate::config::Config;
use crate::store::{Fault, Sql};

/// From so many failures in a row on it is no passing trouble.
const FAILURES_MAX: i64 = 3;

/// How a scheduled work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Its name.
    pub name: &'static str,
    /// Milliseconds since it last succeeded; since it was to begin, where it never did; none where no
    /// worker has entered it into the schedule yet.
    pub silent_ms: Option<i64>,
    /// Failures in a row.
    pub failures: i64,
    /// Whether people wait for it.
    pub is_watched: bool,
    /// Whether people wait for it and it stopped: two of its periods went by without it, or it fails
    /// again and again.
    pub is_stopped: bool,
}

#[derive(FromQueryResult)]
struct Row {
    name: String,
    due_at: Moment,
    succeeded_at: Option<Moment>,
    failures: i64,
}

impl Watched {
    /// Reads how all works of this version are done.
    pub async fn read(sql: Sql<'_>, config: &Config, now: Moment) -> Result<Vec<Self>, Fault> {
        let asked = "SELECT name, due_at, succeeded_at, failures FROM schedule";
        let rows: Vec<Row> = sql.all(asked, vec![]).await?;
        let known: HashMap<_, _> = rows.iter().map(|row| (row.name.as_str(), row)).collect();
        let works = works::works();
        Ok(works.iter().map(|work| Self::of(work, known.get(work.name), config, now)).collect())
    }

    fn of(work: &super::Work, row: Option<&&Row>, config: &Config, now: Moment) -> Self {
        let since = row.map(|row| row.succeeded_at.unwrap_or(row.due_at));
        let silent_ms = since.map(|since| now.0.saturating_sub(since.0).max(0));
        let failures = row.map_or(0, |row| row.failures);
        let ms = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
        let period_ms = ms((work.every_ms)(config));
        let limit_ms = period_ms.saturating_mul(2).saturating_add(ms(config.worker.late_ms_max));
        let is_watched = work.is_watched;
        let is_stopped = is_watched
            && (failures >= FAILURES_MAX || silent_ms.is_some_and(|silent| silent > limit_ms));
        Self { name: work.name, silent_ms, failures, is_watched, is_stopped }
    }
}
