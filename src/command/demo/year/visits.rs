//! The visits of the year: by the thousand, so they are written as sets, into the columns that a recorded
//! visit fills.
//!
//! Red and yellow households are visited nearly every time that it is due, green ones on a few days of
//! the month. Some are missed, some are not at home, and at some doors something changed.

use std::sync::Arc;

use entity::colour_result::Colour;
use entity::id::{AccountId, HouseholdId, NodeId, VisitId};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use time::Date;

use super::Year;
use super::doors::Doors;
use crate::app::App;
use crate::command::Failure;
use crate::demo::random::Random;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::sql::placeholders;
use crate::store::{At, Fault};
use crate::support::words::At as Sealing;
use crate::visit::period::month_of;
use crate::visit::plan;

/// What visitors write down lies here.
const WORDS: Sealing = Sealing { table: "visit", column: "words_sealed" };

/// Days of the month on which green households are visited, with how many of a thousand are.
const GREEN_DAYS: [(u8, u32); 4] = [(8, 450), (15, 850), (19, 930), (27, 300)];
/// Red households that are visited on the day, of a thousand.
const RED: u32 = 940;
/// Yellow households and return visits that are made on one day of the period, of a thousand.
const YELLOW: u32 = 300;
/// Doors that nobody opens, of a thousand.
const NOT_HOME: u32 = 40;
/// Visits of one statement.
const CHUNK: usize = 500;
/// How long people walk from door to door before the evening.
const WALK_MS: u32 = 8 * 3_600_000;

/// What a visit finds changed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    /// The code that the visit keeps.
    pub(super) code: &'static str,
    /// The risk that a finding names.
    pub(super) risk: &'static str,
    /// What is written down.
    pub(super) words: &'static str,
}

/// What changes, each in so many of a thousand visits.
const CHANGES: [(u32, Change); 5] = [
    (
        9,
        Change {
            code: "income", risk: "unstable_job", words: "本月务工收入比上月少了一半。"
        },
    ),
    (
        8,
        Change {
            code: "job", risk: "unstable_job", words: "户主上月下岗，正在找工作。"
        },
    ),
    (
        6,
        Change {
            code: "health", risk: "illness", words: "老人新查出慢性病，每月药费三百多元。"
        },
    ),
    (4, Change { code: "schooling", risk: "schooling", words: "孩子住宿费还没有着落。" }),
    (
        3,
        Change {
            code: "housing", risk: "housing", words: "厨房墙面渗水，物业还没来修。"
        },
    ),
];

/// The change with this code.
pub(super) fn change(code: &str) -> Option<Change> {
    CHANGES.iter().map(|(_, change)| *change).find(|change| change.code == code)
}

/// A visit to write.
struct Made {
    household: HouseholdId,
    visitor: AccountId,
    name: String,
    role: String,
    outcome: &'static str,
    change: Option<Change>,
    /// How long before the evening somebody was there.
    ago_ms: i64,
}

#[derive(FromQueryResult)]
struct Due {
    household_id: HouseholdId,
    cadence: String,
}

/// Makes the visits of this day, in the evening.
pub(super) async fn make(year: &mut Year<'_>, day: Date) -> Result<(), Failure> {
    year.app.work(|at| Box::pin(ask(at))).await?;
    let green = GREEN_DAYS.iter().find(|(on, _)| *on == day.day()).map_or(0, |(_, share)| *share);
    let skipped = if green == 0 { "monthly" } else { "" };
    let due: Vec<Due> = year
        .app
        .view()
        .sql
        .all(
            "SELECT t.household_id, t.cadence FROM visit_task t \
             JOIN household h ON h.id = t.household_id \
             WHERE t.state = 'open' AND t.starts_on <= $1 AND t.due_on >= $1 \
             AND t.cadence <> $2 ORDER BY h.number, t.cadence",
            params![day, skipped],
        )
        .await?;
    let mut visits: Vec<Made> = Vec::new();
    for task in due {
        let share = match task.cadence.as_str() {
            "monthly" => green,
            "daily" => RED,
            _ => YELLOW,
        };
        let is_made = visits.last().is_some_and(|last| last.household == task.household_id);
        if year.walks.chance(share) && !is_made {
            visits.extend(invent(&mut year.walks, &year.doors, task.household_id));
        }
    }
    if visits.is_empty() { Ok(()) } else { record(year.app, year.site, visits).await }
}

/// Asks for the day's visits to red households. The worker, which makes all other tasks, doesn't take a
/// turn on each day of the year.
async fn ask(at: &At<'_>) -> Result<(), Fault> {
    at.execute(
        "UPDATE visit_task SET state = 'missed', missed_at = $1 \
         WHERE state = 'open' AND due_on < $2",
        params![at.now, at.today()],
    )
    .await?;
    let policy = &at.world.config.policy.visits;
    at.execute(plan::STATEMENT, plan::values(Colour::Red, at.today(), policy)).await?;
    Ok(())
}

/// How the visit goes; none where nobody is there to make it.
fn invent(random: &mut Random, doors: &Doors, household: HouseholdId) -> Option<Made> {
    let caller = doors.caller(household)?;
    let is_home = !random.chance(NOT_HOME);
    let changes = CHANGES.map(|(share, change)| (share, Some(change)));
    let change = random.choose(&changes, None).filter(|_| is_home);
    Some(Made {
        household,
        visitor: caller.account_id,
        name: caller.name.clone(),
        role: caller.role.clone(),
        outcome: match (is_home, change) {
            (false, _) => "not_home",
            (true, Some(_)) => "changed",
            (true, None) => "nothing_changed",
        },
        change,
        ago_ms: i64::from(random.below(WALK_MS)),
    })
}

async fn record(app: &Arc<App>, site: NodeId, visits: Vec<Made>) -> Result<(), Failure> {
    app.work(move |at| {
        Box::pin(async move {
            for some in visits.chunks(CHUNK) {
                insert(at, some).await?;
            }
            let settled = settle(at, site).await?;
            let facts = json!({ "visits": visits.len(), "settled": settled });
            let subject = Subject::new("grid_node", site).node(site).facts(facts);
            audit::record(at, Actor::SYSTEM, "demo.visits", &[subject]).await
        })
    })
    .await?;
    Ok(())
}

async fn insert(at: &At<'_>, visits: &[Made]) -> Result<(), Fault> {
    const COLUMNS: usize = 10;
    let mut values: Vec<Value> = Vec::with_capacity(visits.len() * COLUMNS);
    let mut rows = Vec::with_capacity(visits.len());
    for visit in visits {
        let id: VisitId = at.id();
        let words = visit.change.map(|change| WORDS.seal(at.world, id.0, change.words));
        rows.push(format!("({})", placeholders(values.len() + 1, COLUMNS)));
        values.extend(params![
            id,
            visit.household,
            at.now.plus_ms(-visit.ago_ms),
            at.now,
            visit.visitor,
            visit.name.as_str(),
            visit.role.as_str(),
            visit.outcome,
            visit.change.map(|change| change.code),
            words.transpose()?
        ]);
    }
    let sql = format!(
        "INSERT INTO visit (id, household_id, visited_at, recorded_at, visitor_id, visitor_name, \
         visitor_role, outcome, changes, words_sealed) VALUES {}",
        rows.join(", ")
    );
    at.execute(sql, values).await?;
    Ok(())
}

/// Settles the tasks of whoever was met just now, and ticks them in the month's round, as each recorded
/// visit does; says how many tasks that were.
async fn settle(at: &At<'_>, site: NodeId) -> Result<u64, Fault> {
    let since = at.now.plus_ms(-i64::from(WALK_MS));
    at.execute(
        "UPDATE round_household AS r SET visit_id = v.id, checked_at = v.visited_at, \
         excused_for = NULL FROM visit v \
         WHERE v.visited_at >= $2 AND v.recorded_at = $1 AND v.outcome <> 'not_home' \
         AND r.household_id = v.household_id AND r.visit_id IS NULL \
         AND r.round_id = (SELECT m.id FROM monitoring_round m WHERE m.site_id = $4 \
           AND m.month = $3 AND m.phase <> 'closed')",
        params![at.now, since, month_of(at.today()), site],
    )
    .await?;
    at.execute(
        "UPDATE visit_task AS t SET state = 'done', visit_id = v.id FROM visit v \
         WHERE v.visited_at >= $2 AND v.recorded_at = $1 AND v.outcome <> 'not_home' \
         AND t.household_id = v.household_id AND t.state IN ('open', 'missed') \
         AND t.starts_on <= $3 AND t.due_on >= $3",
        params![at.now, since, at.today()],
    )
    .await
}
