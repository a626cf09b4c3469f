//! The monthly round: who is covered, what is found, which gates hold, and what stays when it closes.

mod closing;
mod covering;
mod finding;
mod gates;
mod keeping;

use entity::Moment;
use entity::appointment::Role;
use entity::id::{AccountId, HouseholdId};
use serde_json::{Value, json};
use xinju::params;

use crate::town::{Actor, Said, Town};

/// One day, in milliseconds.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// Those who make a round.
pub(crate) struct Makers<'t> {
    pub(crate) street: Actor<'t>,
    pub(crate) worker: Actor<'t>,
    pub(crate) head: Actor<'t>,
}

impl<'t> Makers<'t> {
    pub(crate) async fn gather(town: &'t Town) -> Self {
        Self {
            street: town.staff(Role::StreetOfficer, "site").await,
            worker: town.staff(Role::CommunityWorker, "north").await,
            head: town.staff(Role::BuildingHead, "north/1").await,
        }
    }

    /// Opens this month's round of the site.
    pub(crate) async fn open(&self) -> String {
        let said = open(&self.street, "site").await;
        assert_eq!(said.status, 201, "{:#}", said.body);
        said.id("round_id")
    }

    /// A finding that the street assessed.
    pub(crate) async fn assessed(&self, round: &str, household: HouseholdId) -> String {
        let id = find(&self.worker, round, household).await.id("finding_id");
        assess(&self.street, &id).await.ok();
        id
    }

    /// A finding that the building head sees to.
    pub(crate) async fn dispatched(&self, round: &str, household: HouseholdId) -> String {
        let id = self.assessed(round, household).await;
        dispatch(&self.street, &id, self.head.account.unwrap()).await.ok();
        id
    }
}

/// Opens this month's round of a site.
pub(crate) async fn open(by: &Actor<'_>, site: &str) -> Said {
    by.post("/monitoring-rounds", json!({ "site_id": by.town.node(site) })).await
}

/// Moves a round on.
pub(crate) async fn go(by: &Actor<'_>, round: &str, to: &str) -> Said {
    by.post(&format!("/monitoring-rounds/{round}/phase"), json!({ "to": to })).await
}

/// Excuses a household.
pub(crate) async fn excuse(by: &Actor<'_>, round: &str, household: HouseholdId) -> Said {
    let path = format!("/monitoring-rounds/{round}/households/{household}/excuse");
    by.post(&path, json!({ "reason": "away_for_work" })).await
}

/// Records a finding.
pub(crate) async fn find(by: &Actor<'_>, round: &str, household: HouseholdId) -> Said {
    let body = json!({
        "household_id": household, "kind": "illness", "words": "老人查出慢性病，药费三百多元。",
    });
    by.post(&format!("/monitoring-rounds/{round}/findings"), body).await
}

/// Assesses a finding.
pub(crate) async fn assess(by: &Actor<'_>, finding: &str) -> Said {
    by.post(&format!("/round-findings/{finding}/assessment"), json!({})).await
}

/// Dispatches a finding, due in two weeks.
pub(crate) async fn dispatch(by: &Actor<'_>, finding: &str, owner: AccountId) -> Said {
    let due = by.town.clock.now().plus_ms(DAY_MS * 14).day().to_string();
    let body = json!({ "owner_id": owner, "due_on": due });
    by.post(&format!("/round-findings/{finding}/dispatch"), body).await
}

/// Resolves a finding.
pub(crate) async fn resolve(by: &Actor<'_>, finding: &str) -> Said {
    let body = json!({ "words": "已办好慢性病卡，药费可报销。" });
    by.post(&format!("/round-findings/{finding}/resolution"), body).await
}

/// Dismisses a finding.
pub(crate) async fn dismiss(by: &Actor<'_>, finding: &str) -> Said {
    let body = json!({ "words": "上月已经报销。" });
    by.post(&format!("/round-findings/{finding}/dismissal"), body).await
}

/// Hands a finding to the next month.
pub(crate) async fn hand_over(by: &Actor<'_>, finding: &str) -> Said {
    let due = by.town.clock.now().plus_ms(DAY_MS * 14).day().to_string();
    by.post(&format!("/round-findings/{finding}/handover"), json!({ "due_on": due })).await
}

/// A visit at this time, past the application; it ticks no round.
pub(crate) async fn visited(
    town: &Town,
    by: &Actor<'_>,
    household: HouseholdId,
    at: Moment,
    outcome: &str,
) -> uuid::Uuid {
    let (id, changes) = (town.id(), (outcome == "changed").then_some("housing"));
    town.sql(
        "INSERT INTO visit (id, household_id, visited_at, recorded_at, visitor_id, visitor_name, \
         visitor_role, outcome, changes) VALUES ($1, $2, $3, $4, $5, '王干部', 'community_worker', $6, $7)",
        params![id, household, at, at, by.account.unwrap(), outcome, changes],
    )
    .await;
    id
}

/// A visit now that ticks the household in the round.
pub(crate) async fn tick(town: &Town, by: &Actor<'_>, round: &str, household: HouseholdId) {
    let now = town.clock.now();
    let visit = visited(town, by, household, now, "nothing_changed").await;
    town.sql(
        "UPDATE round_household SET visit_id = $3, checked_at = $4, excused_for = NULL \
         WHERE round_id = $1 AND household_id = $2",
        params![round.parse::<uuid::Uuid>().unwrap(), household, visit, now],
    )
    .await;
}

/// The coverage of a round as somebody sees it.
pub(crate) async fn coverage(by: &Actor<'_>, round: &str) -> Value {
    by.get(&format!("/monitoring-rounds/{round}/coverage")).await.ok()
}
