//! One page of one kind of work, and how much of each kind there is.

use entity::Moment;
use entity::declaration::{DeclarationKind, DeclarationState};
use entity::id::HouseholdId;
use entity::measure::MeasureKind;
use entity::visit_task::Cadence;
use sea_orm::{FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use super::kind::TaskKind;
use super::sources::{Due, Source, Whom, source};
use crate::declaration::terms;
use crate::store::{Fault, View};
use crate::support::whose::{self, Whose};
use crate::visit::tasks;

/// Where something stands in the list: how urgent it is, its kind, its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) urgent_at: Moment,
    pub(super) kind: TaskKind,
    pub(super) id: Uuid,
}

/// A row that is somebody's work.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) at: Standing,
    pub(super) subject: Uuid,
    pub(super) household: HouseholdId,
    pub(super) whose: Whose,
    /// The first moment that is too late.
    pub(super) due_at: Option<Moment>,
    /// What it is about, in Chinese.
    pub(super) about: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    subject: Uuid,
    #[sea_orm(nested)]
    whose: Whose,
    about: String,
    step: String,
}

#[derive(FromQueryResult)]
struct AtRow {
    #[sea_orm(nested)]
    row: Row,
    due: Moment,
}

#[derive(FromQueryResult)]
struct OnRow {
    #[sea_orm(nested)]
    row: Row,
    due: Date,
}

/// Which rows of a kind are asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Want {
    pub(super) is_overdue: Option<bool>,
    pub(super) after: Option<Standing>,
    pub(super) limit: i64,
}

/// The rows of this kind that are asked for, the most urgent first.
pub(super) async fn page(
    view: &View<'_>,
    whom: &Whom,
    kind: TaskKind,
    want: Want,
) -> Result<Vec<Found>, Fault> {
    let source = source(kind);
    let mut values = Vec::new();
    let mut matches = vec![whom.conditions(kind, &mut values)];
    if let Some(wanted) = want.is_overdue {
        let late = overdue(source.due, whom, &mut values);
        matches.push(if wanted { late } else { format!("NOT ({late})") });
    }
    if let Some(after) = want.after {
        matches.push(behind(source, kind, after, &mut values));
    }
    let matches = matches.join(" AND ");
    values.push(want.limit.into());
    let Source { id, subject, about, step, tables, due } = source;
    let sql = format!(
        "SELECT {id} AS id, {subject} AS subject, {about} AS about, {step} AS step, \
         {column} AS due, {} FROM {tables} {} WHERE {matches} ORDER BY {column}, {id} LIMIT ${}",
        whose::COLUMNS,
        whose::TABLES,
        values.len(),
        column = due.column(),
    );
    Ok(match due {
        Due::On(_) => {
            let rows: Vec<OnRow> = view.sql.all(sql, values).await?;
            let found = |row: OnRow| row.row.found(kind, Moment::end_of(row.due), true);
            rows.into_iter().map(found).collect()
        }
        Due::At(_) | Due::Since(_) => {
            let has_deadline = matches!(due, Due::At(_));
            let rows: Vec<AtRow> = view.sql.all(sql, values).await?;
            rows.into_iter().map(|row| row.row.found(kind, row.due, has_deadline)).collect()
        }
    })
}

impl Row {
    fn found(self, kind: TaskKind, urgent_at: Moment, has_deadline: bool) -> Found {
        let about = about(kind, &self.about, &self.step);
        Found {
            at: Standing { urgent_at, kind, id: self.id },
            subject: self.subject,
            household: self.whose.household_id,
            whose: self.whose,
            due_at: has_deadline.then_some(urgent_at),
            about,
        }
    }
}

/// What a row is about, in Chinese: what is declared and how far it came, or what is due.
fn about(kind: TaskKind, about: &str, step: &str) -> String {
    let word = match kind {
        TaskKind::Clue => {
            entity::clue::Department::from_code(about).map(entity::clue::Department::word)
        }
        TaskKind::Measure => MeasureKind::from_code(about).map(MeasureKind::word),
        TaskKind::Visit => Cadence::from_code(about).map(tasks::word),
        _ => DeclarationKind::from_code(about).map(terms::kind),
    };
    let word = word.unwrap_or_default();
    match DeclarationState::from_code(step) {
        Some(state) => format!("{word}，{}", terms::state(state)),
        None => word.to_owned(),
    }
}

/// Of rows with this deadline: it has passed.
fn overdue(due: Due, whom: &Whom, values: &mut Vec<Value>) -> String {
    let value = match due {
        Due::At(_) => Value::from(whom.now),
        Due::On(_) => Value::from(whom.today),
        Due::Since(_) => return "1 = 0".to_owned(),
    };
    values.push(value);
    let is = if matches!(due, Due::At(_)) { "<=" } else { "<" };
    format!("{} {is} ${}", due.column(), values.len())
}

/// Of rows of this kind: they come after `after` in the whole list.
fn behind(source: Source, kind: TaskKind, after: Standing, values: &mut Vec<Value>) -> String {
    let Source { id, due, .. } = source;
    let column = due.column();
    let (place, is_exact) = match due {
        Due::At(_) | Due::Since(_) => (Value::from(after.urgent_at), true),
        Due::On(_) => {
            // The last instant of a day is before the moment at which the day is over.
            let day = after.urgent_at.plus_ms(-1).day();
            (Value::from(day), Moment::end_of(day) == after.urgent_at)
        }
    };
    values.push(place);
    let place = values.len();
    if !is_exact {
        return format!("{column} >= ${place}");
    }
    match kind.cmp(&after.kind) {
        std::cmp::Ordering::Less => format!("{column} > ${place}"),
        std::cmp::Ordering::Greater => format!("{column} >= ${place}"),
        std::cmp::Ordering::Equal => {
            values.push(after.id.into());
            format!("({column}, {id}) > (${place}, ${})", values.len())
        }
    }
}

/// How much of a kind there is.
#[derive(Debug, FromQueryResult)]
pub(super) struct Number {
    pub(super) kind: TaskKind,
    pub(super) open: i64,
    pub(super) overdue: i64,
}

/// How much of each kind there is, in one question.
pub(super) async fn numbers(view: &View<'_>, whom: &Whom) -> Result<Vec<Number>, Fault> {
    let mut values = Vec::new();
    let mut parts = Vec::new();
    for kind in TaskKind::ALL {
        let Source { tables, due, .. } = source(*kind);
        let late = overdue(due, whom, &mut values);
        let matches = whom.conditions(*kind, &mut values);
        parts.push(format!(
            "SELECT '{}' AS kind, COUNT(*) AS open, COUNT(*) FILTER (WHERE {late}) AS overdue \
             FROM {tables} WHERE {matches}",
            kind.code()
        ));
    }
    view.sql.all(parts.join(" UNION ALL "), values).await
}
