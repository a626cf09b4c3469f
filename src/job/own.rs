//! The jobs that reached one's own household.

use entity::Moment;
use entity::delivery::DeliveryState;
use entity::id::{HouseholdId, PostingId};
use entity::job_answer::{JobReason, JobReply};
use entity::job_posting;
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;

use super::deliveries::MatchedPerson;
use super::model::Posting;
use super::store::{self, Names};
use crate::http::{ApiError, Common, Cursor, Page, PageLimit};
use crate::params;
use crate::store::View;
use crate::store::keys::Keys;

const LIST: &str = "list_own_jobs";

/// A job that reached one's own household.
#[derive(Clone, Debug, Object, Serialize)]
pub struct OwnJob {
    /// The posting.
    pub posting: Posting,
    /// The members that it is for.
    #[oai(validator(max_items = 100))]
    pub persons: Vec<MatchedPerson>,
    /// How far it came here.
    pub state: DeliveryState,
    /// When it was sent.
    pub sent_at: Moment,
    /// When the household read it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Moment>,
    /// When the household answered.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Moment>,
    /// The answer that stands.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<JobReply>,
    /// Why not.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<JobReason>,
    /// Who of the office wrote the answer down at the door.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<String>,
    /// Whether an answer can be given now.
    pub open: bool,
}

#[derive(FromQueryResult)]
struct Row {
    persons: Option<String>,
    delivery_state: DeliveryState,
    sent_at: Moment,
    read_at: Option<Moment>,
    answered_at: Option<Moment>,
    answer: Option<JobReply>,
    delivery_reason: Option<JobReason>,
    recorded_by: Option<String>,
}

const COLUMNS: &str = "p.*, d.persons, d.state AS delivery_state, d.created_at AS sent_at, \
    d.read_at, d.answered_at, d.answer, d.reason AS delivery_reason, \
    CASE WHEN x.at_door THEN a.display_name END AS recorded_by";

/// The job `posting` of one's own household.
pub(super) async fn get(
    view: &View<'_>,
    household: Option<HouseholdId>,
    posting: PostingId,
) -> Result<OwnJob, ApiError> {
    let household = household.ok_or(Common::NotFound)?;
    let found = read(view, "AND d.push_id = $2", params![household, posting]).await?;
    Ok(found.into_iter().next().ok_or(Common::NotFound)?)
}

/// One page of the jobs that reached one's own household, the newest posting first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    household: Option<HouseholdId>,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Page<OwnJob>, ApiError> {
    let limit = PageLimit::new(limit)?;
    let after: Option<PostingId> = Cursor::read(keys, LIST, cursor)?;
    let household = household.ok_or(Common::NotFound)?;
    let mut values = params![household, limit.probe()];
    let mut clause = String::new();
    if let Some(after) = after {
        values.push(Value::from(after));
        clause += "AND d.push_id < $3";
    }
    clause += " ORDER BY d.push_id DESC LIMIT $2";
    let items = read(view, &clause, values).await?;
    limit.cut(items, |last: &OwnJob| Cursor::write(keys, LIST, &last.posting.id))
}

async fn read(view: &View<'_>, clause: &str, values: Vec<Value>) -> Result<Vec<OwnJob>, ApiError> {
    let text = format!(
        "SELECT {COLUMNS} FROM delivery d JOIN job_posting p ON p.id = d.push_id \
         LEFT JOIN job_answer x ON x.id = ({LATEST}) LEFT JOIN account a ON a.id = x.account_id \
         WHERE d.household_id = $1 {clause}",
        LATEST = store::LATEST_ANSWER,
    );
    let rows = view.sql.rows(text, values).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let posting = job_posting::Model::from_query_result(row, "")?;
        found.push((posting, Row::from_query_result(row, "")?));
    }
    let lists = found.iter().map(|(_, row)| row.persons.as_deref());
    let names = Names::read(view.sql, lists).await?;
    let today = view.today();
    let jobs = found.into_iter().map(|(posting, row)| {
        let persons = names.of(row.persons.as_deref());
        let persons =
            persons.map(|(person_id, name)| MatchedPerson { person_id, name: name.to_owned() });
        OwnJob {
            persons: persons.collect(),
            state: row.delivery_state,
            sent_at: row.sent_at,
            read_at: row.read_at,
            answered_at: row.answered_at,
            answer: row.answer,
            reason: row.delivery_reason,
            recorded_by: row.recorded_by,
            open: store::is_open(&posting, today),
            posting: Posting::from(posting),
        }
    });
    Ok(jobs.collect())
}
