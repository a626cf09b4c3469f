//! The visits that are asked for: what is due, done or missed, the nearest day first.

use entity::Moment;
use entity::colour_result::{Colour, ColourShape};
use entity::id::{DeclarationId, HouseholdId, NodeId, VisitId};
use entity::visit_task::{Cadence, VisitTaskState};
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use time::Date;

use crate::auth::Grant;
use crate::auth::permission::ReadVisits;
use crate::http::{ApiError, Cursor, Page};
use crate::params;
use crate::store::View;
use crate::store::keys::Keys;
use crate::support::listing::Turn;
use crate::support::plans::BELOW;
use crate::support::whose::{self, Whose};

const LIST: &str = "visit_tasks";

/// A visit that is asked for (走访任务).
#[derive(Clone, Debug, Object, Serialize)]
pub struct VisitTask {
    /// To whom.
    pub household_id: HouseholdId,
    /// The number of the household.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// The head of the household, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// Building, unit and room.
    #[oai(validator(max_length = 300))]
    pub door: String,
    /// Why it is due.
    pub cadence: Cadence,
    /// The same in a word.
    #[oai(validator(max_length = 20))]
    pub cadence_word: String,
    /// The first day of its period.
    #[serde(with = "crate::identity::day")]
    pub starts_on: Date,
    /// The last day of its period.
    #[serde(with = "crate::identity::day")]
    pub due_on: Date,
    /// What became of it.
    pub state: VisitTaskState,
    /// Whether its time is over and nobody was there in time.
    pub is_overdue: bool,
    /// The colour of the household when it was made.
    pub colour: Colour,
    /// The word for it.
    #[oai(validator(max_length = 4))]
    pub colour_word: String,
    /// The shape for it.
    pub colour_shape: ColourShape,
    /// The declaration that a return visit follows.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declaration_id: Option<DeclarationId>,
    /// The visit that settled it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<VisitId>,
    /// When its time was found to have run out; kept when a late record repairs it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missed_at: Option<Moment>,
    /// When the helper was told.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Moment>,
    /// When the level above was told.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised_at: Option<Moment>,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    whose: Whose,
    cadence: Cadence,
    starts_on: Date,
    due_on: Date,
    state: VisitTaskState,
    colour: Colour,
    declaration_id: Option<DeclarationId>,
    visit_id: Option<VisitId>,
    missed_at: Option<Moment>,
    reported_at: Option<Moment>,
    raised_at: Option<Moment>,
}

const COLUMNS: &str = "t.cadence, t.starts_on, t.due_on, t.state, t.colour, t.declaration_id, \
    t.visit_id, t.missed_at, t.reported_at, t.raised_at";

const TABLES: &str = "visit_task t JOIN household h ON h.id = t.household_id";

/// Where a page ends: the day, and the key of its last task.
type Key = (i32, HouseholdId, i32, String);

/// The word for a cadence.
pub(crate) const fn word(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::Daily => "日访",
        Cadence::Weekly => "周访",
        Cadence::Monthly => "月访",
        Cadence::Return => "回访",
    }
}

impl Row {
    fn shown(self, today: Date) -> VisitTask {
        let is_late = matches!(self.state, VisitTaskState::Open) && self.due_on < today;
        VisitTask {
            household_id: self.whose.household_id,
            head_name: self.whose.head_masked(),
            door: self.whose.door(),
            household_number: self.whose.household_number,
            cadence: self.cadence,
            cadence_word: word(self.cadence).to_owned(),
            starts_on: self.starts_on,
            due_on: self.due_on,
            state: self.state,
            is_overdue: is_late || matches!(self.state, VisitTaskState::Missed),
            colour: self.colour,
            colour_word: self.colour.word().to_owned(),
            colour_shape: self.colour.shape(),
            declaration_id: self.declaration_id,
            visit_id: self.visit_id,
            missed_at: self.missed_at,
            reported_at: self.reported_at,
            raised_at: self.raised_at,
        }
    }
}

/// What of the tasks is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct TaskFilter {
    /// Only in this state.
    pub(super) state: Option<VisitTaskState>,
    /// Only of this cadence.
    pub(super) cadence: Option<Cadence>,
    /// Only those whose time is over without a visit in time, or only all others.
    pub(super) overdue: Option<bool>,
    /// Only of households at or below this node.
    pub(super) node: Option<NodeId>,
    /// Only of this household.
    pub(super) household: Option<HouseholdId>,
    /// Only due on this day or later.
    pub(super) from: Option<Date>,
    /// Only due on this day or earlier.
    pub(super) to: Option<Date>,
}

impl TaskFilter {
    fn conditions(&self, by: &Grant<ReadVisits>, today: Date, values: &mut Vec<Value>) -> String {
        let mut all = vec![by.clause("h.node_id", None, values)];
        let mut only = |part: &str, value: Option<Value>| {
            if let Some(value) = value {
                values.push(value);
                all.push(part.replace('?', &format!("${}", values.len())));
            }
        };
        only("t.state = ?", self.state.map(|state| state.code().into()));
        only("t.cadence = ?", self.cadence.map(|cadence| cadence.code().into()));
        only(BELOW, self.node.map(Value::from));
        only("t.household_id = ?", self.household.map(Value::from));
        only("t.due_on >= ?", self.from.map(Value::from));
        only("t.due_on <= ?", self.to.map(Value::from));
        let overdue = "(t.state = 'missed' OR (t.state = 'open' AND t.due_on < ?))";
        match self.overdue {
            Some(true) => only(overdue, Some(today.into())),
            Some(false) => only(&format!("NOT {overdue}"), Some(today.into())),
            None => {}
        }
        all.join(" AND ")
    }
}

/// Lists tasks of the caller's area.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadVisits>,
    filter: &TaskFilter,
    turn: Turn<'_>,
) -> Result<Page<VisitTask>, ApiError> {
    let mut values = Vec::new();
    let mut matches = filter.conditions(by, view.today(), &mut values);
    let mut total = None;
    if turn.with_total {
        let count = format!("SELECT COUNT(*) FROM {TABLES} WHERE {matches}");
        total = view.sql.value(count, values.clone()).await?;
    }
    if let Some((due_on, household, starts_on, cadence)) =
        Cursor::read::<Key>(keys, LIST, turn.cursor)?
    {
        let first = values.len() + 1;
        values.extend(params![day(due_on), household, day(starts_on), cadence]);
        let places = crate::store::sql::placeholders(first, 4);
        matches = format!(
            "{matches} AND (t.due_on, t.household_id, t.starts_on, t.cadence) > ({places})"
        );
    }
    values.push(turn.limit.probe().into());
    let sql = format!(
        "SELECT {COLUMNS}, {} FROM {TABLES} {} WHERE {matches} \
         ORDER BY t.due_on, t.household_id, t.starts_on, t.cadence LIMIT ${}",
        whose::COLUMNS,
        whose::TABLES,
        values.len()
    );
    let rows: Vec<Row> = view.sql.all(sql, values).await?;
    let tasks = rows.into_iter().map(|row| row.shown(view.today())).collect();
    let page = turn.limit.cut(tasks, |last: &VisitTask| {
        let key: Key = (
            last.due_on.to_julian_day(),
            last.household_id,
            last.starts_on.to_julian_day(),
            last.cadence.code().to_owned(),
        );
        Cursor::write(keys, LIST, &key)
    })?;
    Ok(Page { total, ..page })
}

/// A day out of a signed cursor, which was written by this list.
fn day(number: i32) -> Date {
    Date::from_julian_day(number).unwrap_or(Date::MIN)
}
