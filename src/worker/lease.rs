//! Leases in the table `schedule`: who may do a work, and until when.

use std::sync::Arc;

use entity::Moment;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::app::App;
use crate::params;
use crate::store::Fault;

/// The right to do one work for a while. Each attempt has a name of its own, so that an attempt that
/// was too slow can't release what another one holds.
#[derive(Debug)]
pub(super) struct Lease {
    name: &'static str,
    holder: Uuid,
}

#[derive(FromQueryResult)]
struct Name {
    name: String,
}

/// All works that stand in the schedule.
pub(super) async fn names(app: &App) -> Result<Vec<String>, Fault> {
    let rows: Vec<Name> = app.view().sql.all("SELECT name FROM schedule", vec![]).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Writes new works down, due at once.
pub(super) async fn enroll(app: &Arc<App>, new: Vec<&'static str>) -> Result<(), Fault> {
    app.work(move |at| {
        Box::pin(async move {
            for name in new {
                at.execute(
                    "INSERT INTO schedule (name, due_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    params![name, at.now],
                )
                .await?;
            }
            Ok(())
        })
    })
    .await
}

/// The works that are due and held by nobody.
pub(super) async fn due(app: &App) -> Result<Vec<String>, Fault> {
    let view = app.view();
    let rows: Vec<Name> = view
        .sql
        .all(
            "SELECT name FROM schedule WHERE due_at <= $1 \
             AND (leased_until IS NULL OR leased_until <= $1) ORDER BY due_at",
            params![view.now],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

impl Lease {
    /// Claims the work `name`, if it is due (or `only_due` is false) and nobody holds it.
    pub(super) async fn claim(
        app: &Arc<App>,
        name: &'static str,
        only_due: bool,
    ) -> Result<Option<Self>, Fault> {
        let lease = Self { name, holder: app.world.ids.next(app.clock.now()) };
        let (holder, until) = (lease.holder, Self::until(app));
        let rows = app
            .work(move |at| {
                let before = if only_due { at.now } else { Moment(i64::MAX) };
                Box::pin(async move {
                    at.execute(
                        "UPDATE schedule SET leased_by = $1, leased_until = $2 WHERE name = $3 \
                         AND due_at <= $4 AND (leased_until IS NULL OR leased_until <= $5)",
                        params![holder, until, name, before, at.now],
                    )
                    .await
                })
            })
            .await?;
        Ok((rows == 1).then_some(lease))
    }

    /// Holds on for another `worker.lease_ms`; `false` when somebody else took over.
    pub(super) async fn renew(&self, app: &Arc<App>) -> Result<bool, Fault> {
        let values = params![Self::until(app), self.name, self.holder];
        self.update(app, "leased_until = $1 WHERE name = $2 AND leased_by = $3", values).await
    }

    /// The work is done, and due again after `every_ms`.
    pub(super) async fn finish(&self, app: &Arc<App>, every_ms: u64) -> Result<(), Fault> {
        let now = app.clock.now();
        let next = now.plus_ms(i64::try_from(every_ms).unwrap_or(i64::MAX));
        let values = params![next, now, self.name, self.holder];
        let sql = "due_at = $1, succeeded_at = $2, failures = 0, leased_by = NULL, \
                   leased_until = NULL WHERE name = $3 AND leased_by = $4";
        self.update(app, sql, values).await.map(drop)
    }

    /// The work failed: it is due again after a wait that doubles with each failure, up to
    /// `wait_ms_max`.
    pub(super) async fn fail(&self, app: &Arc<App>, wait_ms_max: u64) -> Result<(), Fault> {
        let (name, holder) = (self.name, self.holder);
        let wanted = "SELECT failures FROM schedule WHERE name = $1";
        let failures: Option<i64> = app.view().sql.value(wanted, params![name]).await?;
        let failures = failures.unwrap_or(0);
        let wait_ms = super::outbox::backoff_ms(&app.world.config.worker, failures);
        let next = app.clock.now().plus_ms(wait_ms.min(i64::try_from(wait_ms_max).unwrap_or(0)));
        let sql = "due_at = $1, failures = failures + 1, leased_by = NULL, leased_until = NULL \
                   WHERE name = $2 AND leased_by = $3";
        self.update(app, sql, params![next, name, holder]).await.map(drop)
    }

    /// Gives the work back as it was.
    pub(super) async fn release(&self, app: &Arc<App>) -> Result<(), Fault> {
        let sql = "leased_by = NULL, leased_until = NULL WHERE name = $1 AND leased_by = $2";
        self.update(app, sql, params![self.name, self.holder]).await.map(drop)
    }

    async fn update(
        &self,
        app: &Arc<App>,
        rest: &str,
        values: Vec<sea_orm::Value>,
    ) -> Result<bool, Fault> {
        let sql = format!("UPDATE schedule SET {rest}");
        let rows: u64 =
            app.work(move |at| Box::pin(async move { at.execute(sql, values).await })).await?;
        Ok(rows == 1)
    }

    fn until(app: &App) -> Moment {
        let lease_ms = i64::try_from(app.world.config.worker.lease_ms).unwrap_or(i64::MAX);
        app.clock.now().plus_ms(lease_ms)
    }
}
