//! Ends the postings whose last day to apply is over.

use std::sync::Arc;

use entity::id::{NodeId, PostingId};
use sea_orm::FromQueryResult;

use crate::app::App;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};
use crate::worker::Progress;
use crate::worker::schedule::Doing;

/// How many postings one transaction ends, so that other writes needn't wait.
const BATCH: i64 = 200;

#[derive(FromQueryResult)]
struct Ended {
    id: PostingId,
    node_id: NodeId,
}

/// Ends every posting whose last day is over, and says how many there were.
pub async fn expire_due(app: &Arc<App>) -> Result<u64, Fault> {
    let mut ended = 0;
    loop {
        let batch = app.work(|at| Box::pin(expire(at))).await?;
        if batch == 0 {
            return Ok(ended);
        }
        ended += batch;
    }
}

/// Ends one batch of them, for the worker.
pub(crate) fn expire_batch(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        let ended = app.work(|at| Box::pin(expire(at))).await?;
        Ok(if ended == 0 { Progress::Done } else { Progress::More })
    })
}

/// Ends one batch of them.
pub(crate) async fn expire(at: &At<'_>) -> Result<u64, Fault> {
    let rows: Vec<Ended> = at
        .sql()
        .all(
            "UPDATE job_posting SET state = 'expired', ended_at = $1, updated_at = $1, \
             version = version + 1 WHERE state IN ('published', 'paused') AND id IN \
             (SELECT id FROM job_posting WHERE state IN ('published', 'paused') \
              AND apply_by < $2 ORDER BY apply_by LIMIT $3) RETURNING id, node_id",
            params![at.now, at.today(), BATCH],
        )
        .await?;
    let subjects: Vec<_> =
        rows.iter().map(|row| Subject::new("job_posting", row.id).node(row.node_id)).collect();
    if !subjects.is_empty() {
        audit::record(at, Actor::SYSTEM, "job.expire", &subjects).await?;
    }
    Ok(u64::try_from(subjects.len()).unwrap_or(u64::MAX))
}
