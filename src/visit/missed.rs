//! Missed visits (漏访): told to the household's helper, and some days later to the level above.
//!
//! Each person gets one message a day that sums up all of theirs. Where a household has no helper on duty,
//! its building's head is told, or the next post above that is not vacant. What somebody made good
//! meanwhile is not told to the level above.

use std::collections::BTreeMap;
use std::sync::Arc;

use entity::Moment;
use entity::grid_node::NodeKind;
use entity::id::{AccountId, NodeId};
use entity::staff_message::StaffTopic;
use sea_orm::FromQueryResult;
use time::Duration;

use super::sweep;
use crate::app::App;
use crate::identity::duty::{LADDER, on_duty, rung_of};
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};
use crate::support::store::covering;
use crate::worker::Progress;
use crate::worker::schedule::Doing;

const TITLE: &str = "漏访提醒";

/// Nobody is called at night.
const FROM_HOUR: i64 = 8;

/// How many visits were missed, at how many households.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Count {
    visits: i64,
    households: i64,
}

/// What one person is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    own: Count,
    raised: Count,
}

/// Missed visits of the same helper in the same building.
#[derive(Debug, FromQueryResult)]
struct Group {
    helper_id: Option<AccountId>,
    building_id: NodeId,
    visits: i64,
    households: i64,
}

/// Marks what was missed and writes the messages of the day; done again on the same day, it writes none.
pub(crate) fn missed(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        app.work(|at| Box::pin(tell(at))).await?;
        Ok(Progress::Done)
    })
}

async fn tell(at: &At<'_>) -> Result<(), Fault> {
    at.allow_long().await?;
    sweep::sweep(at).await?;
    let morning = Moment::begin_of(at.today());
    if at.now < morning.plus(Duration::hours(FROM_HOUR)) || is_told(at, morning).await? {
        return Ok(());
    }
    // Whoever comes second waits here, and then finds these rows marked.
    at.execute(
        "UPDATE visit_task SET state = state WHERE state = 'missed' AND raised_at IS NULL",
        vec![],
    )
    .await?;
    let mut told = BTreeMap::new();
    let reported = report(at, &mut told).await?;
    let raised = raise(at, &mut told).await?;
    if reported + raised == 0 {
        return Ok(());
    }
    send(at, told).await?;
    let facts = serde_json::json!({ "reported": reported, "raised": raised });
    let subject = Subject::kind("visit_tasks").facts(facts);
    audit::record(at, Actor::SYSTEM, "visit.missed", &[subject]).await
}

/// Whether the messages of the day were written.
async fn is_told(at: &At<'_>, morning: Moment) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM staff_message \
               WHERE kind = 'visit' AND subject_id IS NULL AND created_at >= $1";
    at.sql().exists(sql, params![morning]).await
}

/// Tells helpers of what nobody was told of yet; says how many visits that are.
async fn report(at: &At<'_>, told: &mut BTreeMap<AccountId, Told>) -> Result<u64, Fault> {
    const NEW: &str = "t.state = 'missed' AND t.reported_at IS NULL";
    let mut reported = 0;
    for group in groups(at, NEW).await? {
        let accounts = match group.helper_id {
            Some(helper) => vec![helper],
            None => on_duty(at.sql(), group.building_id, NodeKind::Building, at.today())
                .await?
                .map_or_else(Vec::new, |duty| duty.accounts),
        };
        if accounts.is_empty() {
            continue;
        }
        reported += mark(at, "reported_at", NEW, &group).await?;
        for account in accounts {
            told.entry(account).or_default().own.add(&group);
        }
    }
    Ok(reported)
}

/// Tells the level above of what was reported some days ago and nobody made good; says how many visits
/// that are.
async fn raise(at: &At<'_>, told: &mut BTreeMap<AccountId, Told>) -> Result<u64, Fault> {
    let days = i64::from(at.world.config.policy.visits.raise_days);
    let until = Moment::end_of(at.today().saturating_sub(Duration::days(days)));
    let stale = format!(
        "t.state = 'missed' AND t.raised_at IS NULL AND t.reported_at < {} AND NOT EXISTS \
         (SELECT 1 FROM visit v WHERE v.household_id = t.household_id \
          AND v.outcome <> 'not_home' AND v.visited_at > t.missed_at)",
        until.0
    );
    let mut raised = 0;
    for group in groups(at, &stale).await? {
        let accounts = above(at, &group).await?;
        if accounts.is_empty() {
            continue;
        }
        raised += mark(at, "raised_at", &stale, &group).await?;
        for account in accounts {
            told.entry(account).or_default().raised.add(&group);
        }
    }
    Ok(raised)
}

/// Who is on duty above whoever was told of these visits; nobody above the county.
async fn above(at: &At<'_>, group: &Group) -> Result<Vec<AccountId>, Fault> {
    let (sql, building, today) = (at.sql(), group.building_id, at.today());
    let told = match group.helper_id {
        Some(helper) => rung_of(sql, helper, building, today).await?,
        None => on_duty(sql, building, NodeKind::Building, today).await?.map(|duty| duty.kind),
    };
    let told = told.unwrap_or(NodeKind::Building);
    let mut higher = LADDER.iter().map(|(kind, _)| *kind).skip_while(|kind| *kind != told).skip(1);
    let Some(next) = higher.next() else { return Ok(vec![]) };
    Ok(on_duty(sql, building, next, today).await?.map_or_else(Vec::new, |duty| duty.accounts))
}

/// The helper of the household `h`, where their post covers its door today.
fn helper(today: usize) -> String {
    format!(
        "(SELECT a.id FROM helper e JOIN account a ON a.id = e.account_id \
         WHERE e.household_id = h.id AND e.ended_at IS NULL AND {})",
        covering("h.node_id", today)
    )
}

/// The missed visits for which `test` holds, by who is told of them.
async fn groups(at: &At<'_>, test: &str) -> Result<Vec<Group>, Fault> {
    let sql = format!(
        "SELECT s.helper_id, s.building_id, COUNT(*) AS visits, \
         COUNT(DISTINCT s.household_id) AS households FROM ( \
           SELECT t.household_id, {} AS helper_id, o.id AS building_id FROM visit_task t \
           JOIN household h ON h.id = t.household_id AND h.state = 'present' \
           JOIN grid_path g ON g.node_id = h.node_id \
           JOIN grid_node o ON o.id = g.ancestor_id AND o.kind = 'building' \
           WHERE {test}) s \
         GROUP BY s.helper_id, s.building_id",
        helper(1)
    );
    at.sql().all(sql, params![at.today()]).await
}

/// Writes down that the visits of this group were told of; says how many those are.
async fn mark(at: &At<'_>, column: &str, test: &str, group: &Group) -> Result<u64, Fault> {
    let mut values = params![at.now, group.building_id, at.today()];
    let of = match group.helper_id {
        Some(account) => {
            values.push(account.into());
            "= $4"
        }
        None => "IS NULL",
    };
    let sql = format!(
        "UPDATE visit_task AS t SET {column} = $1 WHERE {test} AND t.household_id IN \
         (SELECT h.id FROM household h JOIN grid_path g ON g.node_id = h.node_id \
          AND g.ancestor_id = $2 WHERE h.state = 'present' AND {} {of})",
        helper(3)
    );
    at.execute(sql, values).await
}

/// One message to each; those who are told the same are told in one statement.
async fn send(at: &At<'_>, told: BTreeMap<AccountId, Told>) -> Result<(), Fault> {
    let mut alike: BTreeMap<Told, Vec<AccountId>> = BTreeMap::new();
    for (account, told) in told {
        alike.entry(told).or_default().push(account);
    }
    for (told, accounts) in alike {
        let body = told.body();
        let notice = Notice { topic: StaffTopic::Visit, subject: None, title: TITLE, body: &body };
        tell_staff(at, &accounts, notice).await?;
    }
    Ok(())
}

impl Count {
    fn add(&mut self, group: &Group) {
        self.visits += group.visits;
        self.households += group.households;
    }
}

impl Told {
    fn body(self) -> String {
        let own = (self.own.visits > 0).then(|| {
            format!(
                "您联系的住户中有 {} 户、{} 次走访没有按时完成，请尽快上门；已经走访过的请补录。",
                self.own.households, self.own.visits
            )
        });
        let raised = (self.raised.visits > 0).then(|| {
            format!(
                "有 {} 户、{} 次漏访提醒后仍没有人上门，现上报给您，请督促落实。",
                self.raised.households, self.raised.visits
            )
        });
        [own, raised].into_iter().flatten().collect()
    }
}
