//! The monthly rounds of the year: what the visits found, what the street makes of it, and the gates
//! that it passes on the last day of each phase. The worker opens the rounds.
//!
//! Each deed goes through the API; only whom nobody met by the end of the check is excused as a set.

use entity::id::{FindingId, HouseholdId, MeasureId, NodeId, RoundId, VisitId};
use sea_orm::FromQueryResult;
use serde_json::json;
use time::{Date, Duration};

use super::Year;
use super::visits::change;
use crate::command::Failure;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};

/// Findings of one evening.
const FINDINGS: usize = 4;
/// Days of the month on which the community's workers write down what was found.
const FINDING_DAYS: [u8; 3] = [8, 15, 19];
/// Days in which an owner settles a finding.
const OWNER_DAYS: i64 = 20;

/// A round that goes on.
#[derive(FromQueryResult)]
struct Round {
    id: RoundId,
    phase: String,
    check_by: Date,
    assess_by: Date,
    dispatch_by: Date,
    supervise_by: Date,
}

/// Does what the rounds ask for on this day, the older round first.
pub(super) async fn act(year: &mut Year<'_>, day: Date) -> Result<(), Failure> {
    let sql = "SELECT id, phase, check_by, assess_by, dispatch_by, supervise_by \
               FROM monitoring_round WHERE site_id = $1 AND phase <> 'closed' ORDER BY month";
    let rounds: Vec<Round> = year.app.view().sql.all(sql, params![year.site]).await?;
    for round in rounds {
        match round.phase.as_str() {
            "check" => check(year, &round, day).await?,
            "assess" if round.assess_by <= day => {
                assess(year, &round, 1_000).await?;
                dispatch(year, &round, day, 500).await?;
                pass(year, &round, "dispatch").await?;
            }
            "dispatch" if round.dispatch_by <= day => {
                dispatch(year, &round, day, 1_000).await?;
                pass(year, &round, "supervise").await?;
            }
            "supervise" => supervise(year, &round, day).await?,
            _ => {}
        }
    }
    Ok(())
}

async fn check(year: &mut Year<'_>, round: &Round, day: Date) -> Result<(), Failure> {
    if FINDING_DAYS.contains(&day.day()) {
        assess(year, round, 500).await?;
        find(year, round, day).await?;
    }
    if round.check_by <= day {
        excuse(year, round.id).await?;
        pass(year, round, "assess").await?;
    }
    Ok(())
}

/// A visit of the day at which something may be found.
#[derive(Clone, FromQueryResult)]
struct Met {
    visit_id: VisitId,
    household_id: HouseholdId,
    changes: Option<String>,
}

/// Writes down a few findings of the day's visits in the board's community: where something changed,
/// and where a household still has trouble after a measure.
async fn find(year: &mut Year<'_>, round: &Round, day: Date) -> Result<(), Failure> {
    let mut met: Vec<Met> = year
        .app
        .view()
        .sql
        .all(
            "SELECT v.id AS visit_id, v.household_id, v.changes FROM visit v \
             JOIN household h ON h.id = v.household_id \
             JOIN grid_path g ON g.node_id = h.node_id AND g.ancestor_id = $1 \
             WHERE v.visited_at >= $2 AND v.outcome <> 'not_home' \
             AND (v.outcome = 'changed' OR EXISTS (SELECT 1 FROM measure m \
               WHERE m.household_id = h.id AND m.state <> 'cancelled')) \
             ORDER BY h.number",
            params![year.cast.community_node, entity::Moment::begin_of(day)],
        )
        .await?;
    for _ in 0..FINDINGS.min(met.len()) {
        let at = year.walks.below(u32::try_from(met.len()).unwrap_or_default());
        let visit = met.swap_remove(usize::try_from(at).unwrap_or_default());
        let found = visit.changes.as_deref().and_then(change);
        let (kind, words) = found
            .map_or(("other", "上次帮扶以后仍有困难，还要再跟进。"), |change| {
                (change.risk, change.words)
            });
        let body = json!({
            "household_id": visit.household_id, "kind": kind, "words": words,
            "visit_id": visit.visit_id,
        });
        let path = format!("/monitoring-rounds/{}/findings", round.id);
        year.cast.community.post(&path, body).await?;
    }
    Ok(())
}

/// Excuses whom nobody met until the end of the check.
async fn excuse(year: &mut Year<'_>, round: RoundId) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Absent {
        household_id: HouseholdId,
    }
    const REASONS: [(u32, &str); 3] =
        [(150, "away_for_now"), (90, "in_hospital"), (40, "declined")];
    let absent: Vec<Absent> = year
        .app
        .view()
        .sql
        .all(
            "SELECT r.household_id FROM round_household r JOIN household h \
             ON h.id = r.household_id WHERE r.round_id = $1 AND r.visit_id IS NULL \
             AND r.excused_for IS NULL AND h.state = 'present' ORDER BY h.number",
            params![round],
        )
        .await?;
    let mut excuses = Vec::with_capacity(absent.len());
    for household in absent {
        let reason = year.walks.choose(&REASONS, "away_for_work");
        excuses.push((household.household_id, reason));
    }
    let site = year.site;
    year.app.work(move |at| Box::pin(write_excuses(at, site, round, excuses))).await?;
    Ok(())
}

async fn write_excuses(
    at: &At<'_>,
    site: NodeId,
    round: RoundId,
    excuses: Vec<(HouseholdId, &'static str)>,
) -> Result<(), Fault> {
    let sql = "UPDATE round_household SET excused_for = $3 \
               WHERE round_id = $1 AND household_id = $2 AND visit_id IS NULL";
    let facts = json!({ "excused": excuses.len() });
    for (household, reason) in excuses {
        at.execute(sql, params![round, household, reason]).await?;
    }
    let subject = Subject::new("monitoring_round", round).node(site).facts(facts);
    audit::record(at, Actor::SYSTEM, "demo.excuses", &[subject]).await
}

/// A finding that goes on.
#[derive(FromQueryResult)]
struct Finding {
    id: FindingId,
    household_id: HouseholdId,
    measure_id: Option<MeasureId>,
    handed_from: Option<FindingId>,
}

/// The findings of the round in this state, with the newest measure of their household, but for those
/// that go on in the next month's round.
async fn findings(year: &Year<'_>, round: &Round, state: &str) -> Result<Vec<Finding>, Failure> {
    let view = year.app.view();
    let found = view.sql.all(
        "SELECT f.id, f.household_id, f.handed_from, (SELECT m.id FROM measure m \
           WHERE m.household_id = f.household_id AND m.state <> 'cancelled' \
           ORDER BY m.id DESC LIMIT 1) AS measure_id FROM round_finding f \
         WHERE f.round_id = $1 AND f.state = $2 AND NOT EXISTS \
         (SELECT 1 FROM round_finding n WHERE n.handed_from = f.id) ORDER BY f.id",
        params![round.id, state],
    );
    Ok(found.await?)
}

/// Assesses so many of a thousand open findings; now and then one is no matter.
async fn assess(year: &mut Year<'_>, round: &Round, share: u32) -> Result<(), Failure> {
    for finding in findings(year, round, "open").await? {
        let path = format!("/round-findings/{}", finding.id);
        if !year.walks.chance(share) {
            continue;
        }
        let street = &year.cast.street;
        if year.walks.chance(150) {
            let body = json!({ "words": "电话核实，困难已经由亲属解决。" });
            street.post(&format!("{path}/dismissal"), body).await?;
        } else {
            street.post(&format!("{path}/assessment"), json!({})).await?;
        }
    }
    Ok(())
}

/// Gives so many of a thousand assessed findings to whoever visits the household.
async fn dispatch(
    year: &mut Year<'_>,
    round: &Round,
    day: Date,
    share: u32,
) -> Result<(), Failure> {
    for finding in findings(year, round, "assessed").await? {
        if !year.walks.chance(share) {
            continue;
        }
        let owner = year.doors.caller(finding.household_id).map(|caller| caller.account_id);
        let due_on = (day + Duration::days(OWNER_DAYS)).to_string();
        let body = match finding.measure_id {
            Some(measure) => json!({ "owner_id": owner, "measure_id": measure, "due_on": due_on }),
            None => json!({ "owner_id": owner, "due_on": due_on }),
        };
        let path = format!("/round-findings/{}/dispatch", finding.id);
        year.cast.street.post(&path, body).await?;
    }
    Ok(())
}

/// Day by day some findings are settled. On the last day all others are, or go on in the next month's
/// round, once.
async fn supervise(year: &mut Year<'_>, round: &Round, day: Date) -> Result<(), Failure> {
    let is_last = round.supervise_by <= day;
    for finding in findings(year, round, "dispatched").await? {
        let path = format!("/round-findings/{}", finding.id);
        if is_last && finding.handed_from.is_none() && year.walks.chance(300) {
            let body = json!({ "due_on": (day + Duration::days(OWNER_DAYS)).to_string() });
            year.cast.street.post(&format!("{path}/handover"), body).await?;
        } else if is_last || year.walks.chance(250) {
            let body = json!({ "words": "已上门处理，家中情况稳定。" });
            year.cast.street.post(&format!("{path}/resolution"), body).await?;
        }
    }
    if is_last { pass(year, round, "closed").await } else { Ok(()) }
}

async fn pass(year: &Year<'_>, round: &Round, to: &str) -> Result<(), Failure> {
    let path = format!("/monitoring-rounds/{}/phase", round.id);
    year.cast.street.post(&path, json!({ "to": to })).await?;
    Ok(())
}
