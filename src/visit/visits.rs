//! Visits as staff list them: who was where, when, and what was found; never what was written down.

use entity::Moment;
use entity::appointment::Role;
use entity::id::{HouseholdId, NodeId, VisitId};
use entity::visit::{VisitChange, VisitOutcome};
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use time::Date;

use crate::auth::Grant;
use crate::auth::permission::ReadVisits;
use crate::http::{ApiError, Cursor, Page};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};
use crate::support::listing::Turn;
use crate::support::whose::{self, Whose};
use crate::support::words::At as Sealing;

/// What the visitor wrote down.
pub(super) const WORDS: Sealing = Sealing { table: "visit", column: "words_sealed" };

const LIST: &str = "visits";

/// A visit to a household (入户走访).
#[derive(Clone, Debug, Object, Serialize)]
pub struct Visit {
    /// Names it.
    pub visit_id: VisitId,
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
    /// When somebody was there.
    pub visited_at: Moment,
    /// When it was written down.
    pub recorded_at: Moment,
    /// Whether it was written down on a later day (补录).
    pub is_late: bool,
    /// Who was there.
    #[oai(validator(max_length = 100))]
    pub visitor_name: String,
    /// As what.
    pub visitor_role: Role,
    /// What it found.
    pub outcome: VisitOutcome,
    /// The same in a word.
    #[oai(validator(max_length = 20))]
    pub outcome_word: String,
    /// What changed.
    #[oai(validator(max_items = 10))]
    pub changes: Vec<VisitChange>,
    /// How many tasks it settled; none where another visit had settled them, or nobody was at home.
    #[oai(validator(minimum(value = "0")))]
    pub settled: i64,
}

/// A visit as it is read.
#[derive(FromQueryResult)]
pub(super) struct Row {
    pub(super) id: VisitId,
    #[sea_orm(nested)]
    whose: Whose,
    visited_at: Moment,
    recorded_at: Moment,
    visitor_name: String,
    visitor_role: Role,
    outcome: VisitOutcome,
    changes: Option<String>,
    settled: i64,
    pub(super) words_sealed: Option<String>,
}

const COLUMNS: &str = "v.id, v.visited_at, v.recorded_at, v.visitor_name, v.visitor_role, v.outcome, \
    v.changes, v.words_sealed, \
    (SELECT COUNT(*) FROM visit_task t WHERE t.visit_id = v.id) AS settled";

const TABLES: &str = "visit v JOIN household h ON h.id = v.household_id";

impl From<&Row> for Visit {
    fn from(row: &Row) -> Self {
        let changes = row.changes.as_deref().unwrap_or_default().split(',');
        Self {
            visit_id: row.id,
            household_id: row.whose.household_id,
            household_number: row.whose.household_number.clone(),
            head_name: row.whose.head_masked(),
            door: row.whose.door(),
            visited_at: row.visited_at,
            recorded_at: row.recorded_at,
            is_late: row.visited_at.day() < row.recorded_at.day(),
            visitor_name: row.visitor_name.clone(),
            visitor_role: row.visitor_role,
            outcome: row.outcome,
            outcome_word: word(row.outcome).to_owned(),
            changes: changes.filter_map(VisitChange::from_code).collect(),
            settled: row.settled,
        }
    }
}

const fn word(outcome: VisitOutcome) -> &'static str {
    match outcome {
        VisitOutcome::NothingChanged => "无变化",
        VisitOutcome::Changed => "有变化",
        VisitOutcome::NotHome => "家中无人",
    }
}

/// What of the visits is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct VisitFilter {
    /// Only with this outcome.
    pub(super) outcome: Option<VisitOutcome>,
    /// Only to households at or below this node.
    pub(super) node: Option<NodeId>,
    /// Only to this household.
    pub(super) household: Option<HouseholdId>,
    /// Only on this day or later.
    pub(super) from: Option<Date>,
    /// Only on this day or earlier.
    pub(super) to: Option<Date>,
}

impl VisitFilter {
    fn conditions(&self, by: &Grant<ReadVisits>, values: &mut Vec<Value>) -> String {
        let mut all = vec![by.clause("h.node_id", None, values)];
        let mut only = |part: &str, value: Option<Value>| {
            if let Some(value) = value {
                values.push(value);
                all.push(part.replace('?', &format!("${}", values.len())));
            }
        };
        only("v.outcome = ?", self.outcome.map(|outcome| outcome.code().into()));
        only(crate::support::plans::BELOW, self.node.map(Value::from));
        only("v.household_id = ?", self.household.map(Value::from));
        only("v.visited_at >= ?", self.from.map(|day| Moment::begin_of(day).into()));
        only("v.visited_at < ?", self.to.map(|day| Moment::end_of(day).into()));
        all.join(" AND ")
    }
}

/// Lists visits of the caller's area, the latest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadVisits>,
    filter: &VisitFilter,
    turn: Turn<'_>,
) -> Result<Page<Visit>, ApiError> {
    let (rows, total) = rows(view, keys, by, filter, turn).await?;
    cut(keys, turn, rows.iter().map(Visit::from).collect(), total, |visit| visit)
}

/// The rows of a page and one more, and how many there are where that was asked for.
pub(super) async fn rows(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadVisits>,
    filter: &VisitFilter,
    turn: Turn<'_>,
) -> Result<(Vec<Row>, Option<i64>), ApiError> {
    let mut values = Vec::new();
    let mut matches = filter.conditions(by, &mut values);
    let mut total = None;
    if turn.with_total {
        let count = format!("SELECT COUNT(*) FROM {TABLES} WHERE {matches}");
        total = view.sql.value(count, values.clone()).await?;
    }
    if let Some((last, id)) = Cursor::read::<(Moment, VisitId)>(keys, LIST, turn.cursor)? {
        values.extend(params![last, id]);
        let (at, id) = (values.len() - 1, values.len());
        matches = format!("{matches} AND (v.visited_at, v.id) < (${at}, ${id})");
    }
    values.push(turn.limit.probe().into());
    let sql = format!(
        "{} WHERE {matches} ORDER BY v.visited_at DESC, v.id DESC LIMIT ${}",
        select(),
        values.len()
    );
    Ok((view.sql.all(sql, values).await?, total))
}

/// Cuts a page out of what was read.
pub(super) fn cut<I>(
    keys: &Keys,
    turn: Turn<'_>,
    items: Vec<I>,
    total: Option<i64>,
    visit: impl Fn(&I) -> &Visit,
) -> Result<Page<I>, ApiError>
where
    I: poem_openapi::types::ParseFromJSON + poem_openapi::types::ToJSON + Send + Sync,
{
    let page = turn.limit.cut(items, |last| {
        let last = visit(last);
        Cursor::write(keys, LIST, &(last.visited_at, last.visit_id))
    })?;
    Ok(Page { total, ..page })
}

fn select() -> String {
    format!("SELECT {COLUMNS}, {} FROM {TABLES} {}", whose::COLUMNS, whose::TABLES)
}

/// The visit with this id, wherever its household lives.
pub(super) async fn one(sql: Sql<'_>, id: VisitId) -> Result<Option<Visit>, Fault> {
    let row: Option<Row> = sql.one(format!("{} WHERE v.id = $1", select()), params![id]).await?;
    Ok(row.as_ref().map(Visit::from))
}
