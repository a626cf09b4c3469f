//! Handing a finding to the next month's round: it goes on there, with its owner and its words.

use entity::id::{FindingId, RoundId};
use entity::round_finding::FindingState;
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::RoundError;
use super::days::following;
use super::dispatch::check_due;
use super::findings::Finding;
use super::store::{self, Case, WORDS, shown};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RunRounds;
use crate::http::Invalid;
use crate::params;
use crate::store::At;

/// Until when a finding shall be settled instead.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct HandOver {
    /// The new last day, today or later.
    #[serde(with = "crate::identity::day")]
    pub due_on: Date,
}

/// Hands a finding over; shows the one in which it goes on.
#[derive(Debug)]
pub(super) struct HandOverFinding {
    pub(super) finding: FindingId,
    pub(super) hand_over: HandOver,
}

impl Command for HandOverFinding {
    type Needs = RunRounds;
    type Shows = Finding;
    type Error = RoundError;
    const ACTION: &'static str = "round.finding.hand_over";

    async fn act(self, at: &At<'_>, by: &Grant<RunRounds>) -> Result<Deed<Finding>, RoundError> {
        let case = store::case(at, by, self.finding).await?;
        case.need(&[FindingState::Dispatched])?;
        let mut invalid = Invalid::default();
        check_due(&mut invalid, Some(self.hand_over.due_on), at.today());
        invalid.check()?;
        let next = next_round(at, &case).await?;
        store::member(at, by, next, case.household_id).await?;
        let id: FindingId = at.id();
        let said = WORDS.open(at.world, case.id.0, Some(case.words_sealed.clone()))?;
        let sealed = WORDS.seal(at.world, id.0, &said.unwrap_or_default())?;
        at.execute(
            "INSERT INTO round_finding (id, round_id, household_id, kind, words_sealed, state, \
             owner_id, owner_name, due_on, measure_id, handed_from, found_by, created_at, \
             updated_at) SELECT $2, $3, f.household_id, f.kind, $4, 'dispatched', f.owner_id, \
             f.owner_name, $5, f.measure_id, f.id, f.found_by, $6, $6 \
             FROM round_finding f WHERE f.id = $1",
            params![case.id, id, next, sealed, self.hand_over.due_on, at.now],
        )
        .await?;
        at.execute(
            "UPDATE round_finding SET updated_at = $2, version = version + 1 WHERE id = $1",
            params![case.id, at.now],
        )
        .await?;
        shown(at, id, case.node_id).await
    }
}

/// The site's round of the next month, held until the commit. Rounds are always taken in the order of
/// their months, so no two deeds wait for each other.
async fn next_round(at: &At<'_>, case: &Case) -> Result<RoundId, RoundError> {
    let id: Option<RoundId> = at
        .sql()
        .value(
            "SELECT id FROM monitoring_round WHERE site_id = $1 AND month = $2",
            params![case.site_id, following(case.month)],
        )
        .await?;
    match store::running(at, id.ok_or(RoundError::NoNextRound)?).await {
        Ok(round) => Ok(round.id),
        Err(RoundError::Closed) => Err(RoundError::NoNextRound),
        Err(other) => Err(other),
    }
}
