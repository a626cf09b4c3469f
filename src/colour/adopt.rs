//! Adopting a draft: it is in force from now on, and the one before is retired.
//!
//! What the former rule proposed and nobody decided is superseded at once, so nobody confirms by a rule
//! that is not in force; the worker computes anew right after. What an officer proposed stays.

use entity::id::ColourRuleId;
use poem_openapi::Object;
use serde::Deserialize;
use serde_json::json;

use super::ColourError;
use super::rules::{self, ColourRule};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditColourRules;
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};
use entity::colour_rule::ColourRuleState;

/// Which state of the draft is adopted.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ColourRuleAdoption {
    /// The version of the draft that was tried.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
    pub version: i64,
}

/// Adopts a draft.
#[derive(Debug)]
pub(super) struct Adopt {
    pub(super) rule: ColourRuleId,
    pub(super) adoption: ColourRuleAdoption,
}

impl Command for Adopt {
    type Needs = EditColourRules;
    type Shows = ColourRule;
    type Error = ColourError;
    const ACTION: &'static str = "colour.adopt";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditColourRules>,
    ) -> Result<Deed<ColourRule>, ColourError> {
        let draft = rules::within(at.sql(), by, self.rule).await?;
        if draft.state != ColourRuleState::Draft {
            return Err(ColourError::NotDraft);
        }
        if draft.version != self.adoption.version {
            return Err(ColourError::RuleChanged { version: draft.version });
        }
        at.execute(
            "UPDATE colour_rule SET state = 'retired', retired_at = $2, updated_at = $2, \
             version = version + 1 WHERE node_id = $1 AND state = 'adopted'",
            params![draft.node_id, at.now],
        )
        .await?;
        let done = at
            .execute(
                "UPDATE colour_rule SET state = 'adopted', adopted_at = $3, adopted_by = $4, \
                 updated_at = $3, version = version + 1 \
                 WHERE id = $1 AND version = $2 AND state = 'draft'",
                params![self.rule, draft.version, at.now, by.caller().account],
            )
            .await;
        match done {
            Ok(1) => {}
            Ok(_) => return Err(ColourError::RuleChanged { version: draft.version }),
            Err(fault) if fault.is_duplicate() => return Err(ColourError::NotDraft),
            Err(fault) => return Err(fault.into()),
        }
        let superseded = supersede(at, &draft).await?;
        compute_soon(at).await?;
        let shows = rules::one(at.sql(), self.rule).await?.ok_or(ColourError::Missing)?;
        let version = shows.version;
        let subject = Subject::new("colour_rule", self.rule).node(draft.node_id);
        let facts = json!({ "number": draft.number, "superseded": superseded });
        Ok(Deed::new(shows, subject.facts(facts)).version(version))
    }
}

/// Supersedes what rules proposed in the county and nobody decided.
async fn supersede(at: &At<'_>, rule: &ColourRule) -> Result<u64, Fault> {
    at.execute(
        "UPDATE colour_result SET state = 'superseded' WHERE state = 'proposed' \
         AND proposed_by IS NULL AND rule_id IN (SELECT r.id FROM colour_rule r \
           WHERE r.node_id = $1)",
        params![rule.node_id],
    )
    .await
}

/// The worker computes at its next turn.
async fn compute_soon(at: &At<'_>) -> Result<(), Fault> {
    at.execute(
        "UPDATE schedule SET due_at = $1 WHERE name = 'colours.compute' AND due_at > $1",
        params![at.now],
    )
    .await?;
    Ok(())
}
