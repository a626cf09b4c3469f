//! Publishes a posting to nodes: one delivery for each matched household, never two.

use std::collections::HashMap;

use entity::id::{NodeId, PostingId, PublicationId, PushId};
use entity::job_posting::{self, PayUnit, PostingState};
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use time::Duration;

use super::criteria::{JobCriteria, Meant};
use super::error::JobError;
use super::state::{PostingDeed, after};
use super::{matching, store, terms};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditJobs;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Where a posting is published, and whom it is meant for.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewPublication {
    /// Nodes in the caller's area; each stands for everything below it. Naming one twice means once.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub node_ids: Vec<NodeId>,
    /// Whom it is meant for.
    #[oai(default)]
    #[serde(default)]
    pub criteria: JobCriteria,
}

/// What a publication brought.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Publication {
    /// Names it.
    pub id: PublicationId,
    /// The posting.
    pub posting_id: PostingId,
    /// Households that it reached for the first time.
    #[oai(validator(minimum(value = "0")))]
    pub matched_now: i64,
    /// Households that the posting has reached altogether.
    #[oai(validator(minimum(value = "0")))]
    pub matched_total: i64,
    /// The same by node, in the order of the request; a household below two of them counts in both.
    #[oai(validator(max_items = 100))]
    pub nodes: Vec<NodeMatches>,
}

/// How many households a posting has reached at and below a node.
#[derive(Clone, Debug, FromQueryResult, Object, Serialize)]
pub struct NodeMatches {
    /// The node.
    pub node_id: NodeId,
    /// Households that the posting has reached there, in this publication and before.
    #[oai(validator(minimum(value = "0")))]
    pub matched: i64,
}

/// Publishes a posting.
#[derive(Debug)]
pub(super) struct Publish {
    pub(super) posting: PostingId,
    pub(super) to: NewPublication,
}

impl Command for Publish {
    type Needs = EditJobs;
    type Shows = Publication;
    type Error = JobError;
    const ACTION: &'static str = "job.publish";

    async fn act(self, at: &At<'_>, by: &Grant<EditJobs>) -> Result<Deed<Publication>, JobError> {
        let found = by.within::<job_posting::Entity>(at, self.posting).await?;
        let row = found.ok_or(JobError::Missing)?.into_row();
        let policy = &at.world.config.policy.jobs;
        let mut invalid = Invalid::default();
        let nodes = check_nodes(at, by, self.to.node_ids, &mut invalid).await?;
        let meant = self.to.criteria.settle(&row, policy, &mut invalid);
        invalid.check()?;
        check_last_day(at, &row)?;
        let first = open(at, &row).await?;
        let id = write(at, by, &row, &nodes, &meant).await?;
        at.allow_long().await?;
        let push = PushId(row.id.0);
        let values = matching::values(push, id, &meant, at.now, at.today());
        let statement = matching::delivery_statement(at.sql().backend(), meant.skills.len());
        let matched = at.execute(statement, values).await?;
        let matched_now = i64::try_from(matched).unwrap_or(i64::MAX);
        let matched_total = if first { matched_now } else { total(at, push).await? };
        let nodes = match nodes.as_slice() {
            // Whoever was reached by the first publication to one node lies below it.
            [only] if first => vec![NodeMatches { node_id: *only, matched: matched_now }],
            _ => by_node(at, push, id, &nodes).await?,
        };
        let facts = serde_json::json!({ "publication": id, "matched": matched_now });
        let subject = Subject::new("job_posting", row.id).node(row.node_id).facts(facts);
        let shown = Publication { id, posting_id: row.id, matched_now, matched_total, nodes };
        Ok(Deed::new(shown, subject))
    }
}

/// The nodes, each once; notes those that are not in use or not in the caller's area.
async fn check_nodes(
    at: &At<'_>,
    by: &Grant<EditJobs>,
    asked: Vec<NodeId>,
    invalid: &mut Invalid,
) -> Result<Vec<NodeId>, Fault> {
    let open = store::open_nodes(at, by, &asked).await?;
    let mut nodes = Vec::with_capacity(asked.len());
    for (place, node) in asked.into_iter().enumerate() {
        if !open.contains(&node) {
            invalid.add(format!("/node_ids/{place}"), Common::FieldUnknown.entry());
        } else if !nodes.contains(&node) {
            nodes.push(node);
        }
    }
    Ok(nodes)
}

fn check_last_day(at: &At<'_>, row: &job_posting::Model) -> Result<(), JobError> {
    if after(row.state, PostingDeed::Publish).is_none() {
        return Err(JobError::WrongState { state: row.state.code() });
    }
    let today = at.today();
    let days = at.world.config.policy.jobs.posting_days_max;
    let latest = today.saturating_add(Duration::days(i64::from(days)));
    match row.apply_by {
        day if day < today => Err(JobError::Over),
        // Whoever published has been let through once; the first day counts.
        day if day > latest && row.state == PostingState::Draft => Err(JobError::TooFar { days }),
        _ => Ok(()),
    }
}

/// Makes sure that the posting is published, and says whether this is the first time. The row stays
/// locked to the end of the deed.
async fn open(at: &At<'_>, row: &job_posting::Model) -> Result<bool, JobError> {
    let first = at
        .execute(
            "UPDATE job_posting SET state = 'published', published_at = $2, updated_at = $2, \
             version = version + 1 WHERE id = $1 AND state = 'draft' AND version = $3",
            params![row.id, at.now, row.version],
        )
        .await?;
    if first == 1 {
        return Ok(true);
    }
    let again = at
        .execute(
            "UPDATE job_posting SET updated_at = $2, version = version + 1 \
             WHERE id = $1 AND state = 'published'",
            params![row.id, at.now],
        )
        .await?;
    if again == 1 { Ok(false) } else { Err(JobError::WrongState { state: row.state.code() }) }
}

/// Writes down where it was published and whom it was meant for, and the push that it becomes.
async fn write(
    at: &At<'_>,
    by: &Grant<EditJobs>,
    row: &job_posting::Model,
    nodes: &[NodeId],
    meant: &Meant,
) -> Result<PublicationId, Fault> {
    let id: PublicationId = at.id();
    let capacities: Vec<_> = meant.capacities.iter().map(|capacity| capacity.code()).collect();
    at.execute(
        "INSERT INTO job_publication (id, posting_id, capacities, not_in_work, skills, age_min, \
         age_max, account_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            id,
            row.id,
            capacities.join(","),
            meant.not_in_work,
            terms::join(&meant.skills),
            meant.age_min,
            meant.age_max,
            by.caller().account,
            at.now
        ],
    )
    .await?;
    let mut values = params![id];
    values.extend(nodes.iter().map(|node| Value::from(*node)));
    let rows: Vec<_> = (2..2 + nodes.len()).map(|place| format!("($1, ${place})")).collect();
    let list = rows.join(", ");
    let text = format!("INSERT INTO job_publication_node (publication_id, node_id) VALUES {list}");
    at.execute(text, values).await?;
    at.execute(
        "INSERT INTO push (id, kind, subject_id, title, body, created_at) \
         VALUES ($1, 'job', $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
        params![row.id, row.id.0, format!("招工：{}", row.title), aloud(row), at.now],
    )
    .await?;
    Ok(id)
}

/// A few plain sentences that can be read aloud.
fn aloud(row: &job_posting::Model) -> String {
    let unit = match row.pay_unit {
        PayUnit::Month => "每月",
        PayUnit::Day => "每天",
        PayUnit::Hour => "每小时",
        PayUnit::Piece => "每件",
    };
    let (yuan, fen) = (row.pay_fen / 100, row.pay_fen % 100);
    let pay = if fen == 0 { yuan.to_string() } else { format!("{yuan}.{fen:02}") };
    let (month, day) = (u8::from(row.apply_by.month()), row.apply_by.day());
    format!(
        "{}招{}人，{unit}{pay}元，工作地点：{}。{month}月{day}日前报名。",
        row.employer, row.vacancies, row.workplace
    )
}

async fn total(at: &At<'_>, push: PushId) -> Result<i64, Fault> {
    let text = "SELECT COUNT(*) FROM delivery WHERE push_id = $1";
    Ok(at.sql().value(text, params![push]).await?.unwrap_or(0))
}

async fn by_node(
    at: &At<'_>,
    push: PushId,
    publication: PublicationId,
    nodes: &[NodeId],
) -> Result<Vec<NodeMatches>, Fault> {
    let counted: Vec<NodeMatches> = at
        .sql()
        .all(
            "SELECT n.node_id AS node_id, COUNT(*) AS matched FROM job_publication_node n \
             JOIN grid_path g ON g.ancestor_id = n.node_id \
             JOIN household h ON h.node_id = g.node_id \
             JOIN delivery d ON d.household_id = h.id AND d.push_id = $2 \
             WHERE n.publication_id = $1 GROUP BY n.node_id",
            params![publication, push],
        )
        .await?;
    let counted: HashMap<_, _> =
        counted.into_iter().map(|node| (node.node_id, node.matched)).collect();
    let matched = |node: &NodeId| counted.get(node).copied().unwrap_or(0);
    Ok(nodes.iter().map(|node| NodeMatches { node_id: *node, matched: matched(node) }).collect())
}
