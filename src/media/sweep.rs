//! Sweeping the media folder: uploads that nothing came to refer to, and files without a row.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use entity::Moment;
use entity::id::MediaId;
use sea_orm::{FromQueryResult, Value};
use serde_json::json;

use super::{MediaName, MediaStore};
use crate::app::App;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::sql::placeholders;
use crate::store::{At, Fault};

/// How many rows one transaction forgets.
const BATCH: i64 = 500;

#[derive(FromQueryResult)]
struct Known {
    id: MediaId,
}

/// Forgets uploads that nothing referred to for `media.unused_hours`, then removes files of that age
/// that have no row; says how many files it removed. Safe to run twice, and on several nodes.
///
/// # Errors
/// A failure of the database or the disk; what was removed until then stays removed.
pub async fn sweep(app: &Arc<App>) -> Result<usize, Fault> {
    let hours = i64::from(app.world.config.media.unused_hours);
    let before = app.clock.now().plus_ms(-hours * 3_600_000);
    while app.work(move |at| Box::pin(forget(at, before))).await? {}
    let store = MediaStore::open(app.world.config.media_dir()).await?;
    let moment = moment(before);
    let mut removed = store.remove_unfinished_before(moment).await?;
    for number in 0..=u8::MAX {
        let names = store.list_before(number, moment).await?;
        for name in without_row(app, names).await? {
            removed += usize::from(store.remove(name).await?);
        }
    }
    Ok(removed)
}

fn moment(at: Moment) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(at.0).unwrap_or(0))
}

/// Forgets a batch; `true` when there may be more.
async fn forget(at: &At<'_>, before: Moment) -> Result<bool, Fault> {
    let rows = at
        .execute(
            "DELETE FROM media WHERE owner_id IS NULL AND id IN (SELECT id FROM media \
             WHERE owner_id IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2)",
            params![before, BATCH],
        )
        .await?;
    if rows > 0 {
        let subject = Subject::kind("media").facts(json!({ "unused": rows }));
        audit::record(at, Actor::SYSTEM, "media.forget", &[subject]).await?;
    }
    Ok(i64::try_from(rows) == Ok(BATCH))
}

async fn without_row(app: &Arc<App>, names: Vec<MediaName>) -> Result<Vec<MediaName>, Fault> {
    let mut lost = Vec::new();
    for some in names.chunks(500) {
        let sql = format!("SELECT id FROM media WHERE id IN ({})", placeholders(1, some.len()));
        let ids = some.iter().map(|name| Value::from(MediaId(name.id))).collect();
        let known: Vec<Known> = app.db.read().all(sql, ids).await?;
        let known: HashSet<_> = known.into_iter().map(|row| row.id.0).collect();
        lost.extend(some.iter().filter(|name| !known.contains(&name.id)));
    }
    Ok(lost)
}
