//! How far the worker is behind: for `/metrics`, `/readyz` and `xinju doctor`.

use entity::Moment;
use sea_orm::FromQueryResult;

use super::{seal, works};
use crate::params;
use crate::store::sql::placeholders;
use crate::store::{Fault, Sql};

/// What waits, and for how long. All times are milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Backlog {
    /// Audit entries without a place in the chain.
    pub unsealed: i64,
    /// Age of the oldest of them.
    pub unsealed_ms: i64,
    /// Messages that are due.
    pub outbox: i64,
    /// How long the oldest of them is due.
    pub outbox_ms: i64,
    /// Messages that were given up and wait for a person.
    pub outbox_failed: i64,
    /// How long the scheduled work that is most behind is due.
    pub schedule_ms: i64,
    /// Failures in a row of the scheduled work that fails most.
    pub schedule_failures: i64,
}

impl Backlog {
    /// The longest of the waits.
    pub fn late_ms(&self) -> i64 {
        self.unsealed_ms.max(self.outbox_ms).max(self.schedule_ms)
    }

    /// Reads it.
    pub async fn read(sql: Sql<'_>, now: Moment) -> Result<Self, Fault> {
        let (unsealed, unsealed_ms) =
            waiting(sql, "MIN(at) AS oldest FROM audit WHERE seq IS NULL", vec![], now).await?;
        let due = "MIN(due_at) AS oldest FROM outbox WHERE failed_at IS NULL AND due_at <= $1";
        let (outbox, outbox_ms) = waiting(sql, due, params![now], now).await?;
        let failed = "SELECT COUNT(*) FROM outbox WHERE failed_at IS NOT NULL";
        let outbox_failed: Option<i64> = sql.value(failed, vec![]).await?;
        // The work that seals is due all the time; what waits for it was counted above.
        let mut names: Vec<sea_orm::Value> = works::works()
            .iter()
            .filter(|work| work.name != seal::NAME)
            .map(|work| work.name.into())
            .collect();
        let marks = placeholders(2, names.len());
        names.insert(0, now.into());
        let overdue = format!(
            "MIN(due_at) AS oldest FROM schedule WHERE (leased_until IS NULL OR \
             leased_until <= $1) AND name IN ({marks})"
        );
        let (_, schedule_ms) = waiting(sql, &overdue, names, now).await?;
        let worst: Option<Option<i64>> =
            sql.value("SELECT MAX(failures) FROM schedule", vec![]).await?;
        Ok(Self {
            unsealed,
            unsealed_ms,
            outbox,
            outbox_ms,
            outbox_failed: outbox_failed.unwrap_or(0),
            schedule_ms,
            schedule_failures: worst.flatten().unwrap_or(0),
        })
    }
}

#[derive(FromQueryResult)]
struct Waiting {
    count: i64,
    oldest: Option<i64>,
}

async fn waiting(
    sql: Sql<'_>,
    rest: &str,
    values: Vec<sea_orm::Value>,
    now: Moment,
) -> Result<(i64, i64), Fault> {
    let row: Option<Waiting> = sql.one(format!("SELECT COUNT(*) AS count, {rest}"), values).await?;
    let Some(row) = row else { return Ok((0, 0)) };
    let age = row.oldest.map_or(0, |oldest| now.0.saturating_sub(oldest).max(0));
    Ok((row.count, age))
}
