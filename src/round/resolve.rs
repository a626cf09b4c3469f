//! Resolving a finding: its owner, or the street, says what was done.

use entity::id::FindingId;
use entity::round_finding::FindingState;
use poem_openapi::Object;
use serde::Deserialize;

use super::RoundError;
use super::findings::Finding;
use super::store::{self, Case, WORDS_CHARS_MAX};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::{RecordVisits, RunRounds};
use crate::http::Invalid;
use crate::params;
use crate::store::{At, Fault};
use crate::support::words;

/// What became of a finding.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Outcome {
    /// In words. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// Resolves a finding.
#[derive(Debug)]
pub(super) struct Resolve {
    pub(super) finding: FindingId,
    pub(super) outcome: Outcome,
}

impl Command for Resolve {
    type Needs = RecordVisits;
    type Shows = Finding;
    type Error = RoundError;
    const ACTION: &'static str = "round.finding.resolve";

    async fn act(self, at: &At<'_>, by: &Grant<RecordVisits>) -> Result<Deed<Finding>, RoundError> {
        let case = store::case(at, by, self.finding).await?;
        case.need(&[FindingState::Dispatched])?;
        if !may_settle(at, by, &case).await? {
            return Err(RoundError::NotOwner);
        }
        let mut invalid = Invalid::default();
        let said = words::text(&mut invalid, "/words", &self.outcome.words, WORDS_CHARS_MAX);
        invalid.check()?;
        store::settle(at, &case, FindingState::Resolved, &said.unwrap_or_default()).await?;
        case.done(at).await
    }
}

/// The owner may, and whoever runs rounds where the household lives.
async fn may_settle(at: &At<'_>, by: &Grant<RecordVisits>, case: &Case) -> Result<bool, Fault> {
    if case.owner_id == Some(by.caller().account) {
        return Ok(true);
    }
    let nodes = by.caller().places::<RunRounds>(at.today()).nodes;
    if nodes.is_empty() {
        return Ok(false);
    }
    let mut values = params![case.node_id];
    let places = crate::support::store::listed(&mut values, nodes);
    let sql = format!("SELECT 1 FROM grid_path WHERE node_id = $1 AND ancestor_id IN ({places})");
    at.sql().exists(sql, values).await
}
