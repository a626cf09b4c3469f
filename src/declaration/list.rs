//! The list of declarations: what lies where, with masked names, by deadline or by time.

use entity::Moment;
use entity::declaration::{
    Category, DeclarationKind, DeclarationState, DeskLevel, Rating, StopCause, Track,
};
use entity::grid_node::NodeKind;
use entity::id::{DeclarationId, HouseholdId, NodeId};
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use time::Date;

use super::clock::DeclarationClock;
use super::workflow;
use crate::auth::Grant;
use crate::auth::permission::ReadDeclarations;
use crate::http::{ApiError, Cursor, Page, PageLimit};
use crate::store::View;
use crate::store::keys::Keys;
use crate::store::sql::placeholders;
use crate::text::mask;

entity::codes! {
    /// How the list of declarations is sorted.
    pub enum DeclarationSort {
        /// The nearest deadline first; what waits for no desk comes last.
        Deadline = "deadline",
        /// The newest first.
        Newest = "newest",
    }
}

/// A declaration in a list.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DeclarationLine {
    /// The declaration.
    pub declaration_id: DeclarationId,
    /// The household.
    pub household_id: HouseholdId,
    /// The number of the household.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// The head of the household at the time; masked but for the household itself.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// Building, unit and room.
    #[oai(validator(max_length = 300))]
    pub door: String,
    /// What it is about: a risk, or a service that is asked for.
    pub kind: DeclarationKind,
    /// Which way it takes.
    pub track: Track,
    /// Its state.
    pub state: DeclarationState,
    /// At whose desk it lies.
    pub level: DeskLevel,
    /// That desk's place.
    #[oai(validator(max_length = 100))]
    pub office_name: String,
    /// What the household said of the last answer.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// When the present step runs out; absent where no desk has to act.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// When the whole chain runs out; only on the way of monitoring.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain_due_at: Option<Moment>,
    /// Why the clock stands still, if it does.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_for: Option<StopCause>,
    /// The category that the meeting proposed or the county confirmed.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// The level to which an overdue step was raised.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised_level: Option<DeskLevel>,
    /// Whether support was recorded first, by the green channel.
    pub is_green: bool,
    /// Whether the present step is in time; absent where no desk has to act.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<DeclarationClock>,
    /// Whether the whole chain is in time; only on the way of monitoring, until it is decided.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain_clock: Option<DeclarationClock>,
    /// Whether somebody else filed it for the household.
    pub on_behalf: bool,
    /// When it was filed.
    pub created_at: Moment,
}

/// What of the declarations is asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<DeclarationState>,
    /// Only on this way.
    pub track: Option<Track>,
    /// Only of this kind.
    pub kind: Option<DeclarationKind>,
    /// Only what lies at desks of this level.
    pub level: Option<DeskLevel>,
    /// Only with this category, proposed or confirmed.
    pub category: Option<Category>,
    /// Only what is, or is not, past its deadline.
    pub overdue: Option<bool>,
    /// Only what waits for somebody to act, or only the rest.
    pub waiting: Option<bool>,
    /// Only that whose clock stands still, or runs.
    pub stopped: Option<bool>,
    /// Only what was, or was not, raised to a level above because it is overdue.
    pub raised: Option<bool>,
    /// Only what was filed on this day or later.
    pub filed_from: Option<Date>,
    /// Only what was filed on this day or earlier.
    pub filed_to: Option<Date>,
    /// Only what left this state, in the days of `left_from` and `left_to` where those are given.
    pub left: Option<DeclarationState>,
    /// Only what left the state on this day or later.
    pub left_from: Option<Date>,
    /// Only what left the state on this day or earlier.
    pub left_to: Option<Date>,
    /// Only of households at or below this node.
    pub node: Option<NodeId>,
    /// Only what waits at the caller's own desk.
    pub mine: bool,
}

/// Which page of the list.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// In which order.
    pub sort: DeclarationSort,
    /// How many.
    pub limit: PageLimit,
    /// Where to go on.
    pub cursor: Option<&'a str>,
    /// Whether all matches are counted.
    pub with_total: bool,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: DeclarationId,
    household_id: HouseholdId,
    number: String,
    head_name: Option<String>,
    room: String,
    node_kind: NodeKind,
    node_name: String,
    parent_name: Option<String>,
    kind: DeclarationKind,
    state: DeclarationState,
    level: DeskLevel,
    office_name: String,
    rating: Option<Rating>,
    due_at: Option<Moment>,
    track: Track,
    chain_due_at: Option<Moment>,
    stopped_for: Option<StopCause>,
    category: Option<Category>,
    raised_level: Option<DeskLevel>,
    is_green: bool,
    is_on_behalf: bool,
    created_at: Moment,
}

/// The columns of [`Row`].
pub(super) const COLUMNS: &str = "d.id, d.household_id, h.number, d.head_name, h.room, \
    n.kind AS node_kind, n.name AS node_name, u.name AS parent_name, d.kind, d.state, d.level, \
    o.name AS office_name, d.rating, d.due_at, d.track, d.chain_due_at, d.stopped_for, d.category, \
    d.raised_level, d.is_green, (d.consent IS NOT NULL) AS is_on_behalf, \
    d.created_at";

/// The tables that [`COLUMNS`] come from.
pub(super) const TABLES: &str = "declaration d JOIN household h ON h.id = d.household_id \
    JOIN grid_node n ON n.id = h.node_id LEFT JOIN grid_node u ON u.id = n.parent_id \
    JOIN grid_path g ON g.node_id = h.node_id \
    JOIN grid_node o ON o.id = g.ancestor_id AND o.kind = d.level";

impl Row {
    /// As the caller may see it.
    pub(super) fn line(self, view: &View<'_>, by: &Grant<ReadDeclarations>) -> DeclarationLine {
        let own = by.is_own(self.household_id);
        let calendar = &view.world.calendar;
        let is_stopped = self.stopped_for.is_some();
        let clock = DeclarationClock::shown(calendar, view.now, self.due_at, is_stopped);
        let chain_due = self.chain_due_at.filter(|_| workflow::is_open(self.state));
        let chain = DeclarationClock::shown(calendar, view.now, chain_due, false);
        let building = match self.node_kind {
            NodeKind::Unit => self.parent_name.unwrap_or_default(),
            _ => String::new(),
        };
        DeclarationLine {
            declaration_id: self.id,
            household_id: self.household_id,
            household_number: self.number,
            head_name: self.head_name.map(|name| if own { name } else { mask::name(&name) }),
            door: format!("{building}{}{}", self.node_name, self.room),
            kind: self.kind,
            state: self.state,
            level: self.level,
            office_name: self.office_name,
            rating: self.rating,
            due_at: self.due_at,
            track: self.track,
            chain_due_at: self.chain_due_at,
            stopped_for: self.stopped_for,
            category: self.category,
            raised_level: self.raised_level,
            is_green: self.is_green,
            clock,
            chain_clock: chain
                .map(|clock| if is_stopped { DeclarationClock::Stopped } else { clock }),
            on_behalf: self.is_on_behalf,
            created_at: self.created_at,
        }
    }
}

/// Where a page ends: the sorted value and the id of its last row.
type Key = (i64, DeclarationId);

/// Reads a page.
pub async fn read(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadDeclarations>,
    filter: &Filter,
    turn: Turn<'_>,
) -> Result<Page<DeclarationLine>, ApiError> {
    let (list, key, order) = match turn.sort {
        DeclarationSort::Deadline => ("declarations_due", DUE, ("ASC", ">")),
        DeclarationSort::Newest => ("declarations_new", "d.created_at", ("DESC", "<")),
    };
    let mut values = Vec::new();
    let matches = conditions(view, by, filter, &mut values);
    let total = if turn.with_total {
        let count = format!("SELECT COUNT(*) FROM {TABLES} WHERE {matches}");
        view.sql.value(count, values.clone()).await?
    } else {
        None
    };
    let mut after = String::new();
    if let Some((last, id)) = Cursor::read::<Key>(keys, list, turn.cursor)? {
        values.extend([Value::from(last), Value::from(id)]);
        let (at, id) = (values.len() - 1, values.len());
        after = format!(" AND ({key}, d.id) {} (${at}, ${id})", order.1);
    }
    values.push(Value::from(turn.limit.probe()));
    let sql = format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE {matches}{after} \
         ORDER BY {key} {0}, d.id {0} LIMIT ${1}",
        order.0,
        values.len()
    );
    let rows: Vec<Row> = view.sql.all(sql, values).await?;
    let lines = rows.into_iter().map(|row| row.line(view, by)).collect();
    let mut page = turn.limit.cut(lines, |last: &DeclarationLine| {
        let sorted = match turn.sort {
            DeclarationSort::Deadline => last.due_at.map_or(NEVER, |due| due.0),
            DeclarationSort::Newest => last.created_at.0,
        };
        Cursor::write(keys, list, &(sorted, last.declaration_id))
    })?;
    page.total = total;
    Ok(page)
}

/// A deadline later than all others, for what has none.
const NEVER: i64 = 9_007_199_254_740_991;
const DUE: &str = "COALESCE(d.due_at, 9007199254740991)";

fn conditions(
    view: &View<'_>,
    by: &Grant<ReadDeclarations>,
    filter: &Filter,
    values: &mut Vec<Value>,
) -> String {
    let mut all = vec![by.clause("h.node_id", Some("h.id"), values)];
    let mut put = |value: Value| {
        values.push(value);
        values.len()
    };
    let codes = [
        ("state", filter.state.map(DeclarationState::code)),
        ("track", filter.track.map(Track::code)),
        ("kind", filter.kind.map(DeclarationKind::code)),
        ("level", filter.level.map(DeskLevel::code)),
        ("category", filter.category.map(Category::code)),
    ];
    for (column, code) in codes {
        if let Some(code) = code {
            all.push(format!("d.{column} = ${}", put(code.into())));
        }
    }
    if let Some(overdue) = filter.overdue {
        let is = if overdue { "<=" } else { ">" };
        all.push(format!("{DUE} {is} ${}", put(view.now.into())));
    }
    for (column, wanted) in [
        ("due_at", filter.waiting),
        ("stopped_at", filter.stopped),
        ("raised_level", filter.raised),
    ] {
        if let Some(wanted) = wanted {
            let not = if wanted { "NOT " } else { "" };
            all.push(format!("d.{column} IS {not}NULL"));
        }
    }
    if let Some(day) = filter.filed_from {
        all.push(format!("d.created_at >= ${}", put(Moment::begin_of(day).into())));
    }
    if let Some(day) = filter.filed_to {
        all.push(format!("d.created_at < ${}", put(Moment::end_of(day).into())));
    }
    if let Some(state) = filter.left {
        let mut step = vec![format!("s.from_state = ${}", put(state.code().into()))];
        step.extend(
            filter.left_from.map(|day| format!("s.at >= ${}", put(Moment::begin_of(day).into()))),
        );
        step.extend(
            filter.left_to.map(|day| format!("s.at < ${}", put(Moment::end_of(day).into()))),
        );
        all.push(format!(
            "EXISTS (SELECT 1 FROM declaration_step s WHERE s.declaration_id = d.id \
             AND s.to_state <> s.from_state AND {})",
            step.join(" AND ")
        ));
    }
    if let Some(node) = filter.node {
        let below = "SELECT node_id FROM grid_path WHERE ancestor_id";
        all.push(format!("h.node_id IN ({below} = ${})", put(node.into())));
    }
    let desks = &by.places().nodes;
    if filter.mine && !desks.is_empty() {
        let first = values.len() + 1;
        values.extend(desks.iter().map(|desk| Value::from(*desk)));
        let list = placeholders(first, desks.len());
        all.push(format!("d.due_at IS NOT NULL AND o.id IN ({list})"));
    }
    all.join(" AND ")
}
