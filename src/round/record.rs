//! Recording what the round found in a household (排查发现).

use entity::declaration::RiskKind;
use entity::id::{FindingId, HouseholdId, RoundId, VisitId};
use poem_openapi::Object;
use serde::Deserialize;

use super::findings::Finding;
use super::store::{WORDS, WORDS_CHARS_MAX, shown};
use super::{RoundError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RecordVisits;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::{At, Fault};
use crate::support::words;

/// What was found.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewFinding {
    /// The household.
    pub household_id: HouseholdId,
    /// What the household is in danger of.
    pub kind: RiskKind,
    /// What was seen or said. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
    /// The visit that found it, where there was one.
    pub visit_id: Option<VisitId>,
}

/// Records a finding.
#[derive(Debug)]
pub(super) struct RecordFinding {
    pub(super) round: RoundId,
    pub(super) new: NewFinding,
}

impl Command for RecordFinding {
    type Needs = RecordVisits;
    type Shows = Finding;
    type Error = RoundError;
    const ACTION: &'static str = "round.finding.record";

    async fn act(self, at: &At<'_>, by: &Grant<RecordVisits>) -> Result<Deed<Finding>, RoundError> {
        let Self { round, new } = self;
        let round = store::held(at, round).await?.ok_or(RoundError::Missing)?;
        let member = store::member(at, by, round.id, new.household_id).await?;
        if round.closed_at.is_some() {
            return Err(RoundError::Closed);
        }
        let mut invalid = Invalid::default();
        let words = words::text(&mut invalid, "/words", &new.words, WORDS_CHARS_MAX);
        if let Some(visit) = new.visit_id
            && !is_its(at, visit, new.household_id).await?
        {
            invalid.add("/visit_id", Common::FieldUnknown.entry());
        }
        invalid.check()?;
        let id: FindingId = at.id();
        let sealed = WORDS.seal(at.world, id.0, &words.unwrap_or_default())?;
        at.execute(
            "INSERT INTO round_finding (id, round_id, household_id, visit_id, kind, words_sealed, \
             state, found_by, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $8)",
            params![
                id,
                round.id,
                new.household_id,
                new.visit_id,
                new.kind.code(),
                sealed,
                by.caller().account,
                at.now
            ],
        )
        .await?;
        shown(at, id, member.node_id).await
    }
}

async fn is_its(at: &At<'_>, visit: VisitId, household: HouseholdId) -> Result<bool, Fault> {
    at.sql()
        .exists(
            "SELECT 1 FROM visit WHERE id = $1 AND household_id = $2",
            params![visit, household],
        )
        .await
}
