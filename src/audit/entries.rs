//! Entries of the audit trail, the latest first.
//!
//! An auditor sees what lies in their places: entries that name a node there, or a household that
//! lives there. Entries that name neither are for auditors of the county.

use entity::Moment;
use entity::id::{AccountId, AuditId, HouseholdId, NodeId};
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permission::ReadAudit;
use crate::http::{ApiError, Cursor, Page, PageLimit};
use crate::store::{Fault, Sql};

const LIST: &str = "list_audit_entries";

/// An entry of the audit trail.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct AuditEntry {
    /// Names it.
    pub entry_id: AuditId,
    /// When it happened.
    pub at: Moment,
    /// Who did it; none for the service itself and for strangers.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<AccountId>,
    /// What was done, such as `appointment.grant`.
    #[oai(validator(max_length = 100))]
    pub action: String,
    /// What kind of thing it was done to.
    #[oai(validator(max_length = 100))]
    pub subject_kind: String,
    /// Which one.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<Uuid>,
    /// The household that it concerns.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_id: Option<HouseholdId>,
    /// Where in the grid.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_id: Option<NodeId>,
    /// The reason that was given.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Further facts: codes, counts and names of fields, as JSON text.
    #[oai(skip_serializing_if_is_none, validator(max_length = 10000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<String>,
    /// The trace id of the request.
    #[oai(skip_serializing_if_is_none, validator(max_length = 64))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// Its place in the chain; none until it is sealed, within a second or so.
    #[oai(skip_serializing_if_is_none, validator(minimum(value = "0")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
}

/// Which entries to list.
#[derive(Debug, Default)]
pub(crate) struct EntryFilter {
    pub(crate) action: Option<String>,
    pub(crate) subject_kind: Option<String>,
    pub(crate) subject: Option<Uuid>,
    pub(crate) household: Option<HouseholdId>,
    pub(crate) actor: Option<AccountId>,
    pub(crate) from: Option<Moment>,
    pub(crate) until: Option<Moment>,
    pub(crate) limit: Option<u32>,
    pub(crate) cursor: Option<String>,
}

/// Lists entries.
pub(crate) async fn list(
    app: &App,
    by: &Grant<ReadAudit>,
    filter: EntryFilter,
) -> Result<Page<AuditEntry>, ApiError> {
    let view = app.view();
    let limit = PageLimit::new(filter.limit)?;
    let before: Option<AuditId> = Cursor::read(&app.keys, LIST, filter.cursor.as_deref())?;
    let mut values = vec![];
    let mut clauses = vec![in_places(view.sql, by, &mut values).await?];
    let narrowing: [(Option<Value>, &str); 8] = [
        (filter.action.map(Into::into), "e.action ="),
        (filter.subject_kind.map(Into::into), "e.subject_kind ="),
        (filter.subject.map(Into::into), "e.subject_id ="),
        (filter.household.map(Into::into), "e.household_id ="),
        (filter.actor.map(Into::into), "e.actor_id ="),
        (filter.from.map(Into::into), "e.at >="),
        (filter.until.map(Into::into), "e.at <"),
        (before.map(Into::into), "e.id <"),
    ];
    for (value, before) in narrowing {
        if let Some(value) = value {
            values.push(value);
            clauses.push(format!("{before} ${}", values.len()));
        }
    }
    values.push(limit.probe().into());
    let sql = format!(
        "SELECT e.id AS entry_id, e.at, e.actor_id, e.action, e.subject_kind, e.subject_id, \
           e.household_id, e.node_id, e.reason, e.facts, e.trace_id, e.seq \
         FROM audit e WHERE {} ORDER BY e.id DESC LIMIT ${}",
        clauses.join(" AND "),
        values.len()
    );
    let items: Vec<AuditEntry> = view.sql.all(sql, values).await?;
    limit.cut(items, |last| Cursor::write(&app.keys, LIST, &last.entry_id))
}

/// Whether `household` lives in the auditor's places, or an entry there names it. Who can see nothing
/// of a household has not looked at it.
pub(crate) async fn concerns(
    sql: Sql<'_>,
    by: &Grant<ReadAudit>,
    household: HouseholdId,
) -> Result<bool, Fault> {
    let mut values = vec![household.into()];
    let lives = by.clause("h.node_id", None, &mut values);
    let named = in_places(sql, by, &mut values).await?;
    let sought = format!(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM household h WHERE h.id = $1 AND {lives}) \
         OR EXISTS (SELECT 1 FROM audit e WHERE e.household_id = $1 AND {named})"
    );
    sql.exists(sought, values).await
}

/// The condition that an entry lies in the places of `by`; whoever audits a county sees all.
async fn in_places(
    sql: Sql<'_>,
    by: &Grant<ReadAudit>,
    values: &mut Vec<Value>,
) -> Result<String, Fault> {
    let mut own = vec![];
    let at_own = by.clause("id", None, &mut own);
    let is_at_top = sql
        .exists(format!("SELECT 1 FROM grid_node WHERE parent_id IS NULL AND {at_own}"), own)
        .await?;
    if is_at_top {
        return Ok("1 = 1".to_owned());
    }
    let at_node = by.clause("e.node_id", None, values);
    let lives = by.clause("h.node_id", None, values);
    Ok(format!("({at_node} OR e.household_id IN (SELECT h.id FROM household h WHERE {lives}))"))
}
