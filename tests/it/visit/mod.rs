//! Visits: which are due, that somebody was there, and who hears of those that were missed.

mod asking;
mod batch;
mod building;
mod missing;
mod recording;

use entity::Moment;
use entity::id::HouseholdId;
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use xinju::params;

use crate::support::work;
use crate::town::{Actor, Said, Town};

pub(crate) const DAY_MS: i64 = 86_400_000;
pub(crate) const HOUR_MS: i64 = 3_600_000;

/// Gives a household a colour, past the application.
pub(crate) async fn paint(town: &Town, household: HouseholdId, colour: &str) {
    town.sql("UPDATE household SET colour = $2 WHERE id = $1", params![household, colour]).await;
}

/// A household of this colour behind a door.
pub(crate) async fn painted(town: &Town, door: &str, colour: &str) -> HouseholdId {
    let household = town.household(door).await;
    paint(town, household, colour).await;
    household
}

/// Makes the tasks that are due now.
pub(crate) async fn plan(town: &Town) {
    work(town, "visits.plan").await;
}

/// A visit to a household now.
pub(crate) fn visit(town: &Town, household: HouseholdId) -> Value {
    visit_at(town, household, town.clock.now())
}

/// A visit to a household at this time.
pub(crate) fn visit_at(town: &Town, household: HouseholdId, at: Moment) -> Value {
    json!({
        "visit_id": town.id(), "household_id": household, "visited_at": at,
        "outcome": "nothing_changed",
    })
}

/// Says that nothing changed, without a body.
pub(crate) async fn unchanged(by: &Actor<'_>, household: HouseholdId) -> Said {
    let key = by.town.id().to_string();
    let path = format!("/households/{household}/visits/nothing-changed");
    by.send("POST", &path, None, &[("idempotency-key", &key)]).await
}

/// A task as it lies in the database.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Task {
    pub(crate) cadence: String,
    pub(crate) starts_on: time::Date,
    pub(crate) due_on: time::Date,
    pub(crate) state: String,
}

impl Task {
    /// Cadence, first day, last day, state.
    pub(crate) fn told(&self) -> String {
        format!("{} {} {} {}", self.cadence, self.starts_on, self.due_on, self.state)
    }
}

/// The tasks of a household, the first one first.
pub(crate) async fn tasks(town: &Town, household: HouseholdId) -> Vec<String> {
    let sql = "SELECT cadence, starts_on, due_on, state FROM visit_task \
               WHERE household_id = $1 ORDER BY starts_on, cadence";
    let tasks: Vec<Task> = town.rows(sql, params![household]).await;
    tasks.iter().map(Task::told).collect()
}
