//! The visits of the year: by the thousand, so written as sets, in the tables that a recorded visit
//! writes.
//!
//! Red and yellow households are visited nearly every time that it is due; of the green ones a few are
//! left to the end of the month, and some are missed.

use std::sync::Arc;

use entity::id::{AccountId, HouseholdId, NodeId, VisitId};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use time::Date;

use super::Year;
use crate::app::App;
use crate::command::Failure;
use crate::demo::random::Random;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::sql::placeholders;
use crate::store::{At, Fault};

/// Days of the month on which green households are visited, with how many of a thousand are.
const GREEN_DAYS: [(u8, u32); 3] = [(8, 450), (15, 850), (19, 930)];
/// Red and yellow households that are visited on the day, of a thousand.
const URGENT: u32 = 940;
/// Visits of one statement.
const CHUNK: usize = 500;

#[derive(FromQueryResult)]
struct Due {
    household_id: HouseholdId,
    cadence: String,
}

/// Makes the visits of this day.
pub(super) async fn make(year: &mut Year<'_>, day: Date) -> Result<(), Failure> {
    let green = GREEN_DAYS.iter().find(|(on, _)| *on == day.day()).map_or(0, |(_, share)| *share);
    let due: Vec<Due> = year
        .app
        .view()
        .sql
        .all(
            "SELECT DISTINCT household_id, cadence FROM visit_task \
             WHERE state = 'open' AND starts_on <= $1 ORDER BY household_id",
            params![day],
        )
        .await?;
    let random = &mut year.random;
    let chosen: Vec<_> = due
        .into_iter()
        .filter(|due| match due.cadence.as_str() {
            "monthly" => random.chance(green),
            "weekly" => random.chance(300),
            _ => random.chance(URGENT),
        })
        .map(|due| due.household_id)
        .collect();
    if chosen.is_empty() {
        return Ok(());
    }
    let seed = u64::from(random.below(u32::MAX));
    record(year.app, year.site, year.cast.helper, chosen, seed).await
}

async fn record(
    app: &Arc<App>,
    site: NodeId,
    visitor: AccountId,
    mut households: Vec<HouseholdId>,
    seed: u64,
) -> Result<(), Failure> {
    households.dedup();
    app.work(move |at| {
        Box::pin(async move {
            let mut random = Random::new(seed);
            for some in households.chunks(CHUNK) {
                insert(at, some, visitor, &mut random).await?;
            }
            settle(at).await?;
            let facts = json!({ "visits": households.len() });
            let subject = Subject::new("grid_node", site).node(site).facts(facts);
            audit::record(at, Actor::SYSTEM, "demo.visits", &[subject]).await
        })
    })
    .await?;
    Ok(())
}

async fn insert(
    at: &At<'_>,
    households: &[HouseholdId],
    visitor: AccountId,
    random: &mut Random,
) -> Result<(), Fault> {
    let mut values: Vec<Value> = Vec::with_capacity(households.len() * 9);
    let mut rows = Vec::with_capacity(households.len());
    for household in households {
        let (outcome, changes) = match random.below(1_000) {
            0..=11 => ("changed", Some("income")),
            12..=19 => ("changed", Some("job")),
            20..=24 => ("changed", Some("health")),
            _ => ("nothing_changed", None),
        };
        rows.push(format!("({})", placeholders(values.len() + 1, 9)));
        values.extend(params![
            at.id::<VisitId>(),
            *household,
            at.now.plus_ms(-i64::from(random.below(3_000_000))),
            at.now,
            visitor,
            "吴片长",
            "area_head",
            outcome,
            changes
        ]);
    }
    let sql = format!(
        "INSERT INTO visit (id, household_id, visited_at, recorded_at, visitor_id, visitor_name, \
         visitor_role, outcome, changes) VALUES {}",
        rows.join(", ")
    );
    at.execute(sql, values).await?;
    Ok(())
}

/// Settles the open tasks of whom was visited just now, and ticks them in the open round.
async fn settle(at: &At<'_>) -> Result<(), Fault> {
    at.execute(
        "UPDATE visit_task SET state = 'done', visit_id = (SELECT v.id FROM visit v \
           WHERE v.household_id = visit_task.household_id AND v.recorded_at = $1) \
         WHERE state = 'open' AND starts_on <= $2 AND household_id IN \
           (SELECT v.household_id FROM visit v WHERE v.recorded_at = $1)",
        params![at.now, at.today()],
    )
    .await?;
    at.execute(
        "UPDATE round_household SET visit_id = (SELECT v.id FROM visit v \
           WHERE v.household_id = round_household.household_id AND v.recorded_at = $1), \
           checked_at = $1 \
         WHERE visit_id IS NULL AND excused_for IS NULL \
         AND round_id IN (SELECT id FROM monitoring_round WHERE phase = 'check') \
         AND household_id IN (SELECT v.household_id FROM visit v WHERE v.recorded_at = $1)",
        params![at.now],
    )
    .await?;
    Ok(())
}
