//! The audit trail: written in the acting transaction, so that no deed is without its entry.
//!
//! Entries are chained by the worker right after the commit (`seal`), not while the deed holds the
//! database: a chain head that every write must lock would make Postgres a single writer.

pub mod chain;

use entity::Moment;
use entity::id::{AccountId, AuditId, HouseholdId, NodeId};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{At, Fault};
use crate::params;

/// What a deed was done to: named in the audit trail, never described with values.
#[derive(Clone, Debug)]
pub struct Subject {
    kind: &'static str,
    id: Option<Uuid>,
    household: Option<HouseholdId>,
    node: Option<NodeId>,
    reason: Option<String>,
    facts: Option<Json>,
}

impl Subject {
    /// A thing of this kind with this id.
    pub fn new(kind: &'static str, id: impl Into<Uuid>) -> Self {
        Self { id: Some(id.into()), ..Self::kind(kind) }
    }

    /// Something of this kind that has no id.
    pub fn kind(kind: &'static str) -> Self {
        Self { kind, id: None, household: None, node: None, reason: None, facts: None }
    }

    /// It concerns this household, whose members can see the entry.
    #[must_use]
    pub fn household(mut self, household: HouseholdId) -> Self {
        self.household = Some(household);
        self
    }

    /// It lies at this node.
    #[must_use]
    pub fn node(mut self, node: NodeId) -> Self {
        self.node = Some(node);
        self
    }

    /// It was done for this reason, in the actor's words.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Further facts: codes, counts and field names, never a personal value.
    #[must_use]
    pub fn facts(mut self, facts: Json) -> Self {
        self.facts = Some(facts);
        self
    }
}

/// Who acts, as the audit trail knows it.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// The account; none for the system itself and for strangers.
    pub account: Option<AccountId>,
    /// The request's trace id.
    pub trace: Option<&'a str>,
}

impl Actor<'_> {
    /// The service itself.
    pub const SYSTEM: Actor<'static> = Actor { account: None, trace: None };
}

/// Writes entries in one statement.
pub(crate) async fn record(
    at: &At<'_>,
    actor: Actor<'_>,
    action: &str,
    subjects: &[Subject],
) -> Result<(), Fault> {
    let mut values = Vec::with_capacity(subjects.len() * COLUMNS);
    let mut rows = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let row = super::sql::placeholders(values.len() + 1, COLUMNS);
        rows.push(format!("({row})"));
        values.extend(entry(at.id(), at.now, actor, action, subject));
    }
    let sql = format!(
        "INSERT INTO audit (id, at, actor_id, action, subject_kind, subject_id, household_id, \
         node_id, reason, facts, trace_id) VALUES {}",
        rows.join(", ")
    );
    at.execute(sql, values).await?;
    Ok(())
}

const COLUMNS: usize = 11;

fn entry(
    id: AuditId,
    now: Moment,
    actor: Actor<'_>,
    action: &str,
    subject: &Subject,
) -> Vec<sea_orm::Value> {
    params![
        id,
        now,
        actor.account,
        action,
        subject.kind,
        subject.id,
        subject.household,
        subject.node,
        subject.reason.clone(),
        subject.facts.as_ref().map(Json::to_string),
        actor.trace.map(str::to_owned),
    ]
}
