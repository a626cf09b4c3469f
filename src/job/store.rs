//! The SQL that several deeds and readings of this context share.

use std::collections::HashMap;

use entity::id::{HouseholdId, NodeId, PersonId, PostingId};
use entity::job_posting::{self, PostingState};
use sea_orm::{DbErr, QueryResult, Value};
use time::Date;
use uuid::Uuid;

use super::error::JobError;
use super::state::{PostingDeed, STEPS, after};
use super::terms::Terms;
use crate::auth::permission::ReadJobs;
use crate::auth::{Grant, InGrid, Permission};
use crate::http::{Common, FieldError, Invalid};
use crate::params;
use crate::store::sql::placeholders;
use crate::store::{At, Fault, Sql};

impl InGrid for job_posting::Entity {
    fn node() -> Self::Column {
        job_posting::Column::NodeId
    }
    fn household() -> Option<Self::Column> {
        None
    }
    fn key() -> Self::Column {
        job_posting::Column::Id
    }
}

/// The posting with this id, wherever it lies; the caller has made sure that it may be shown.
pub(super) async fn posting(sql: Sql<'_>, id: PostingId) -> Result<job_posting::Model, JobError> {
    let row = sql.one("SELECT * FROM job_posting WHERE id = $1", params![id]).await?;
    row.ok_or(JobError::Missing)
}

/// Which postings of `p` a reader sees: those that lie in the reader's area, and those that were
/// published to a node in, around or above it.
pub(super) fn visible(by: &Grant<ReadJobs>, values: &mut Vec<Value>) -> String {
    let nodes = &by.places().nodes;
    if nodes.is_empty() {
        return "1 = 0".to_owned();
    }
    let lies = by.clause("p.node_id", None, values);
    let within = by.clause("n.node_id", None, values);
    let above = placeholders(values.len() + 1, nodes.len());
    values.extend(nodes.iter().map(|node| Value::from(*node)));
    format!(
        "({lies} OR EXISTS (SELECT 1 FROM job_publication b \
         JOIN job_publication_node n ON n.publication_id = b.id WHERE b.posting_id = p.id \
         AND ({within} OR n.node_id IN \
         (SELECT ancestor_id FROM grid_path WHERE node_id IN ({above})))))"
    )
}

/// The posting with this id, if the reader sees it.
pub(super) async fn seen(
    sql: Sql<'_>,
    by: &Grant<ReadJobs>,
    id: PostingId,
) -> Result<job_posting::Model, JobError> {
    let mut values = params![id];
    let visible = visible(by, &mut values);
    let text = format!("SELECT p.* FROM job_posting p WHERE p.id = $1 AND {visible}");
    sql.one(text, values).await?.ok_or(JobError::Missing)
}

/// Those of `nodes` that are in use and in the caller's area.
pub(super) async fn open_nodes<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    nodes: &[NodeId],
) -> Result<Vec<NodeId>, Fault> {
    let mut values: Vec<Value> = nodes.iter().map(|node| Value::from(*node)).collect();
    let list = placeholders(1, nodes.len());
    let clause = by.clause("id", None, &mut values);
    let text = format!(
        "SELECT id FROM grid_node WHERE id IN ({list}) AND retired_at IS NULL AND {clause}"
    );
    let rows = at.sql().rows(text, values).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

/// Notes when the last day to apply is over already.
pub(super) fn check_last_day(invalid: &mut Invalid, terms: &Terms, today: Date) {
    if terms.apply_by < today {
        let gaps = vec![("limit", today.to_string())];
        let entry = Common::FieldTooSmall.entry();
        invalid.0.push(FieldError { pointer: "/apply_by".to_owned(), entry, gaps });
    }
}

/// Brings a posting to the state that `deed` leads to; one conditional statement decides races.
pub(super) async fn advance(
    at: &At<'_>,
    row: &job_posting::Model,
    deed: PostingDeed,
    reason: Option<&str>,
) -> Result<job_posting::Model, JobError> {
    let to = after(row.state, deed).ok_or(JobError::WrongState { state: row.state.code() })?;
    let ended = (to == PostingState::Withdrawn).then_some(at.now);
    let steps = STEPS.iter().filter(|(_, by, _)| *by == deed);
    let from: Vec<_> = steps.map(|(from, _, _)| *from).collect();
    let list = placeholders(6, from.len());
    let mut values = params![row.id, to.code(), at.now, ended, reason];
    values.extend(from.iter().map(|state| Value::from(state.code())));
    let text = format!(
        "UPDATE job_posting SET state = $2, updated_at = $3, ended_at = $4, reason = $5, \
         version = version + 1 WHERE id = $1 AND state IN ({list})"
    );
    let touched = at.execute(text, values).await?;
    let now = posting(at.sql(), row.id).await?;
    if touched == 1 { Ok(now) } else { Err(JobError::WrongState { state: now.state.code() }) }
}

/// The answer that stands on the delivery `d`, for a statement that joins it.
pub(super) const LATEST_ANSWER: &str = "SELECT y.id FROM job_answer y \
    WHERE y.household_id = d.household_id AND y.posting_id = d.push_id \
    AND y.at = d.answered_at AND y.account_id = d.answered_by ORDER BY y.id DESC LIMIT 1";

/// The names of the members that deliveries are for.
#[derive(Debug)]
pub(super) struct Names(HashMap<PersonId, String>);

impl Names {
    /// Reads the names behind lists of ids, all in one statement.
    pub(super) async fn read<'l>(
        sql: Sql<'_>,
        lists: impl Iterator<Item = Option<&'l str>>,
    ) -> Result<Self, Fault> {
        let values: Vec<Value> = lists.flat_map(persons).map(Value::from).collect();
        if values.is_empty() {
            return Ok(Self(HashMap::new()));
        }
        let list = placeholders(1, values.len());
        let rows = sql.rows(format!("SELECT id, name FROM person WHERE id IN ({list})"), values);
        let read = |row: &QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        let names: Result<_, DbErr> = rows.await?.iter().map(read).collect();
        Ok(Self(names?))
    }

    /// The persons of a stored list, ordered by id, with their names.
    pub(super) fn of(&self, list: Option<&str>) -> impl Iterator<Item = (PersonId, &str)> {
        let named = |id: PersonId| self.0.get(&id).map(|name| (id, name.as_str()));
        persons(list).into_iter().filter_map(named)
    }
}

/// The ids of a stored list in a stable order; the databases write them in different ways.
fn persons(list: Option<&str>) -> Vec<PersonId> {
    let ids = list.unwrap_or_default().split(',');
    let mut ids: Vec<_> = ids.filter_map(|id| Uuid::try_parse(id).ok().map(PersonId)).collect();
    ids.sort_unstable();
    ids
}

/// Whether households may answer on this day.
pub(super) fn is_open(row: &job_posting::Model, today: Date) -> bool {
    row.state == PostingState::Published && row.apply_by >= today
}

/// Whether `posting` was delivered to `household`.
pub(super) async fn is_delivered(
    at: &At<'_>,
    posting: PostingId,
    household: HouseholdId,
) -> Result<bool, Fault> {
    let text = "SELECT 1 FROM delivery d JOIN job_posting p ON p.id = d.push_id \
                WHERE d.household_id = $1 AND d.push_id = $2";
    at.sql().exists(text, params![household, posting]).await
}

/// What follows the column of a node that is to lie at or below the given one.
pub(super) const BELOW: &str = "IN (SELECT node_id FROM grid_path WHERE ancestor_id = ?)";

/// Adds a test to `clause`, with its one value for every `?` in it.
pub(super) fn narrow(
    clause: &mut String,
    values: &mut Vec<Value>,
    test: &str,
    value: impl Into<Value>,
) {
    values.push(value.into());
    clause.push_str(" AND ");
    clause.push_str(&test.replace('?', &format!("${}", values.len())));
}
