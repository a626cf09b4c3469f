//! Keeping records and register together: once a day, and in one statement each.

use std::sync::Arc;

use entity::id::{HouseholdId, NodeId, RecordId};
use sea_orm::FromQueryResult;

use crate::app::App;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::sql::placeholders;
use crate::store::{At, Fault};
use crate::worker::Progress;
use crate::worker::schedule::Doing;

/// Records made in one transaction.
const BATCH: i64 = 500;

#[derive(FromQueryResult)]
struct Found {
    id: HouseholdId,
    node_id: NodeId,
    monitoring: String,
}

/// Makes records for households whose category only the register knows, and lets open records win over
/// what a roster says.
pub(crate) fn keep(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        let made = app.work(|at| Box::pin(adopt(at))).await?;
        if made > 0 {
            return Ok(Progress::More);
        }
        app.work(|at| Box::pin(align(at))).await?;
        Ok(Progress::Done)
    })
}

async fn adopt(at: &At<'_>) -> Result<usize, Fault> {
    let found: Vec<Found> = at
        .sql()
        .all(
            "SELECT h.id, h.node_id, h.monitoring FROM household h WHERE h.state = 'present' \
             AND h.monitoring IN ('unstable', 'marginal', 'sudden') AND NOT EXISTS \
             (SELECT 1 FROM monitoring_record r WHERE r.household_id = h.id \
               AND r.removed_at IS NULL) ORDER BY h.id LIMIT $1",
            params![BATCH],
        )
        .await?;
    if found.is_empty() {
        return Ok(0);
    }
    let mut values = Vec::with_capacity(found.len() * 4);
    let mut rows = Vec::with_capacity(found.len());
    let mut about = Vec::with_capacity(found.len());
    for household in &found {
        let list = placeholders(values.len() + 1, 4);
        rows.push(format!("({list}, 'register', 'other')"));
        let id: RecordId = at.id();
        values.extend(params![id, household.id, household.monitoring.clone(), at.now]);
        let subject = Subject::new("monitoring_record", id).household(household.id);
        about.push(subject.node(household.node_id));
    }
    let sql = format!(
        "INSERT INTO monitoring_record (id, household_id, category, confirmed_at, source, kind) \
         VALUES {} ON CONFLICT (household_id) WHERE removed_at IS NULL DO NOTHING",
        rows.join(", ")
    );
    at.execute(sql, values).await?;
    audit::record(at, Actor::SYSTEM, "monitoring.adopt", &about).await?;
    Ok(found.len())
}

async fn align(at: &At<'_>) -> Result<(), Fault> {
    at.execute(
        "UPDATE household SET monitoring = (SELECT r.category FROM monitoring_record r \
           WHERE r.household_id = household.id AND r.removed_at IS NULL), \
           version = version + 1, updated_at = $1 \
         WHERE EXISTS (SELECT 1 FROM monitoring_record r WHERE r.household_id = household.id \
           AND r.removed_at IS NULL AND r.category <> household.monitoring)",
        params![at.now],
    )
    .await?;
    Ok(())
}
