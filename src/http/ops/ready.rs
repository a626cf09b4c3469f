//! Whether this node should get requests: each thing that it needs, looked at by itself.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::app::App;
use crate::store::{Fault, shape};
use crate::worker::backlog::Backlog;
use crate::worker::watch::Watched;

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    name: &'static str,
    ok: bool,
    /// Whether the node is not ready without it; otherwise it is an alarm for people, and requests
    /// go on to the node.
    needed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl Check {
    fn needed(name: &'static str, ok: bool, note: Option<String>) -> Self {
        Self { name, ok, needed: true, note }
    }
}

/// Whether everything that is needed is there.
pub(super) fn holds(checks: &[Check]) -> bool {
    checks.iter().all(|check| check.ok || !check.needed)
}

/// Looks at everything.
pub(super) async fn check(app: &Arc<App>, stopping: bool) -> Vec<Check> {
    let note = stopping.then(|| "正在停机 / stopping".to_owned());
    let mut checks = vec![Check::needed("serving", !stopping, note)];
    let patience = Duration::from_millis(app.world.config.database.acquire_ms_max);
    let Ok((database, worker)) = tokio::time::timeout(patience, database_and_worker(app)).await
    else {
        let note = "数据库没有及时应答 / the database did not answer in time".to_owned();
        checks.push(Check::needed("database", false, Some(note)));
        return checks;
    };
    let is_asked = worker.is_some();
    checks.extend(database);
    checks.extend(worker);
    if is_asked && let Ok(Ok(works)) = tokio::time::timeout(patience, watched(app)).await {
        checks.extend(works);
    }
    let cache = app.cache.health().await;
    if cache.redis {
        let away = "Redis 不可用，服务继续 / Redis is away, the service goes on".to_owned();
        let note = (!cache.reachable).then_some(away);
        checks.push(Check { name: "redis", ok: cache.reachable, needed: false, note });
    }
    checks
}

async fn database_and_worker(app: &Arc<App>) -> (Vec<Check>, Option<Check>) {
    match shape::pending(app.db.read()).await {
        Err(_) => {
            let note = "数据库不可用 / the database is away".to_owned();
            (vec![Check::needed("database", false, Some(note))], None)
        }
        Ok(pending) => {
            let missing =
                format!("缺少 {0} 个迁移，请运行 xinju migrate / {0} missing", pending.len());
            let is_current = pending.is_empty();
            let note = (!is_current).then_some(missing);
            let checks = vec![
                Check::needed("database", true, None),
                Check::needed("migrations", is_current, note),
            ];
            (checks, if is_current { worker(app).await } else { None })
        }
    }
}

/// A node that doesn't run the worker itself can't help it by leaving, so there it is a note.
async fn worker(app: &Arc<App>) -> Option<Check> {
    let settings = &app.world.config.worker;
    let backlog = Backlog::read(app.db.read(), app.clock.now()).await.ok()?;
    let late_ms = backlog.late_ms();
    let ok = late_ms <= i64::try_from(settings.late_ms_max).unwrap_or(i64::MAX);
    let note =
        (!ok).then(|| format!("后台任务落后 {late_ms} 毫秒 / the worker is {late_ms} ms late"));
    Some(Check { name: "worker", ok, needed: settings.enabled, note })
}

/// One check for each work that people wait for. A node that sends its callers away because the clock
/// stands still would help nobody: declarations are still filed and handled, only the alarm is needed.
async fn watched(app: &Arc<App>) -> Result<Vec<Check>, Fault> {
    let works = Watched::read(app.db.read(), &app.world.config, app.clock.now()).await?;
    let watched = works.into_iter().filter(|work| work.is_watched);
    Ok(watched
        .map(|work| Check {
            name: work.name,
            ok: !work.is_stopped,
            needed: false,
            note: work.is_stopped.then(|| stopped(&work)),
        })
        .collect())
}

fn stopped(work: &Watched) -> String {
    let minutes = work.silent_ms.unwrap_or(0) / 60_000;
    let failures = work.failures;
    format!(
        "后台任务停了：{minutes} 分钟没有成功，连续失败 {failures} 次，请检查后台任务 / the work \
         stopped: no success for {minutes} min, {failures} failures in a row; look at the worker"
    )
}
