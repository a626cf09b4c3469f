//! Who was reached by a posting: the rows behind its figures, with masked names.

use entity::Moment;
use entity::delivery::DeliveryState;
use entity::id::{HouseholdId, NodeId, PersonId, PostingId};
use entity::job_answer::{JobReason, JobReply};
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;

use super::postings::Asking;
use super::store::{self, Names};
use crate::auth::Grant;
use crate::auth::permission::ReadJobs;
use crate::http::{ApiError, Cursor, Page, PageLimit};
use crate::params;
use crate::store::View;
use crate::store::keys::Keys;
use crate::text::mask;

const LIST: &str = "list_job_deliveries";

/// A posting at one household.
#[derive(Clone, Debug, Object, Serialize)]
pub struct JobDelivery {
    /// The household.
    pub household_id: HouseholdId,
    /// Its number (户编号).
    #[oai(validator(max_length = 40))]
    pub household_number: String,
    /// The head's name, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// The unit or building that it lives in.
    pub node_id: NodeId,
    /// The door: building, unit and room.
    #[oai(validator(max_length = 250))]
    pub door: String,
    /// The members that it is for.
    #[oai(validator(max_items = 100))]
    pub persons: Vec<MatchedPerson>,
    /// How far it came.
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
    /// The answer.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<JobReply>,
    /// Why not.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<JobReason>,
    /// The member who answered, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_name: Option<String>,
    /// Who wrote the answer down at the door.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<String>,
}

/// A member that a posting is for.
#[derive(Clone, Debug, Object, Serialize)]
pub struct MatchedPerson {
    /// The person.
    pub person_id: PersonId,
    /// The name; masked for staff.
    #[oai(validator(max_length = 60))]
    pub name: String,
}

/// What a list of deliveries is narrowed down by.
#[derive(Debug)]
pub(super) struct DeliveryFilter {
    pub(super) state: Option<DeliveryState>,
    pub(super) answer: Option<JobReply>,
    pub(super) node: Option<NodeId>,
}

impl DeliveryFilter {
    fn narrow(&self, clause: &mut String, values: &mut Vec<Value>) {
        if let Some(state) = self.state {
            store::narrow(clause, values, "d.state = ?", state.code());
        }
        if let Some(answer) = self.answer {
            store::narrow(clause, values, "d.answer = ?", answer.code());
        }
        if let Some(node) = self.node {
            store::narrow(clause, values, &format!("h.node_id {}", store::BELOW), node);
        }
    }
}

#[derive(FromQueryResult)]
struct Row {
    household_id: HouseholdId,
    number: String,
    node_id: NodeId,
    node_name: String,
    above_name: Option<String>,
    room: String,
    head_name: Option<String>,
    persons: Option<String>,
    state: DeliveryState,
    created_at: Moment,
    read_at: Option<Moment>,
    answered_at: Option<Moment>,
    answer: Option<JobReply>,
    reason: Option<JobReason>,
    answered_name: Option<String>,
    recorded_by: Option<String>,
}

impl Row {
    fn shown(self, names: &Names) -> JobDelivery {
        let above = self.above_name.unwrap_or_default();
        let persons = names
            .of(self.persons.as_deref())
            .map(|(person_id, name)| MatchedPerson { person_id, name: mask::name(name) });
        JobDelivery {
            household_id: self.household_id,
            household_number: self.number,
            head_name: self.head_name.map(|name| mask::name(&name)),
            node_id: self.node_id,
            door: format!("{above}{}{}", self.node_name, self.room),
            persons: persons.collect(),
            state: self.state,
            sent_at: self.created_at,
            read_at: self.read_at,
            answered_at: self.answered_at,
            answer: self.answer,
            reason: self.reason,
            answered_name: self.answered_name.map(|name| mask::name(&name)),
            recorded_by: self.recorded_by,
        }
    }
}

/// One page of the deliveries in the caller's area.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadJobs>,
    posting: PostingId,
    filter: &DeliveryFilter,
    asking: Asking,
) -> Result<Page<JobDelivery>, ApiError> {
    let limit = PageLimit::new(asking.limit)?;
    let after: Option<HouseholdId> = Cursor::read(keys, LIST, asking.cursor.as_deref())?;
    store::seen(view.sql, by, posting).await?;
    let mut values = params![posting];
    let mut clause = by.clause("h.node_id", None, &mut values);
    filter.narrow(&mut clause, &mut values);
    let total = match asking.total {
        Some(true) => {
            let text = format!(
                "SELECT COUNT(*) FROM delivery d JOIN household h ON h.id = d.household_id \
                 WHERE d.push_id = $1 AND {clause}"
            );
            view.sql.value(text, values.clone()).await?
        }
        _ => None,
    };
    if let Some(after) = after {
        store::narrow(&mut clause, &mut values, "d.household_id > ?", after);
    }
    values.push(Value::from(limit.probe()));
    let text = format!(
        "SELECT d.household_id, h.number, h.node_id, u.name AS node_name, \
         above.name AS above_name, h.room, head.name AS head_name, d.persons, d.state, \
         d.created_at, d.read_at, d.answered_at, d.answer, d.reason, w.name AS answered_name, \
         CASE WHEN x.at_door THEN a.display_name END AS recorded_by \
         FROM delivery d JOIN household h ON h.id = d.household_id \
         JOIN grid_node u ON u.id = h.node_id \
         LEFT JOIN grid_node above ON above.id = u.parent_id AND u.kind = 'unit' \
         LEFT JOIN person head ON head.id = h.head_id \
         LEFT JOIN job_answer x ON x.id = ({LATEST}) \
         LEFT JOIN person w ON w.id = x.person_id LEFT JOIN account a ON a.id = x.account_id \
         WHERE d.push_id = $1 AND {clause} ORDER BY d.household_id LIMIT ${}",
        values.len(),
        LATEST = store::LATEST_ANSWER,
    );
    let rows: Vec<Row> = view.sql.all(text, values).await?;
    let names = Names::read(view.sql, rows.iter().map(|row| row.persons.as_deref())).await?;
    let items = rows.into_iter().map(|row| row.shown(&names)).collect();
    let page =
        limit.cut(items, |last: &JobDelivery| Cursor::write(keys, LIST, &last.household_id))?;
    Ok(Page { total, ..page })
}
