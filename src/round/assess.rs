//! Assessing a finding (研判): it is a matter, perhaps of another kind than it seemed at the door.

use entity::declaration::RiskKind;
use entity::id::FindingId;
use entity::round_finding::FindingState;
use poem_openapi::Object;
use serde::Deserialize;

use super::findings::Finding;
use super::{RoundError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RunRounds;
use crate::params;
use crate::store::At;

/// What a finding turned out to be.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Assessment {
    /// What the household is in danger of; as it was recorded when left out.
    pub kind: Option<RiskKind>,
}

/// Assesses a finding.
#[derive(Debug)]
pub(super) struct Assess {
    pub(super) finding: FindingId,
    pub(super) assessment: Assessment,
}

impl Command for Assess {
    type Needs = RunRounds;
    type Shows = Finding;
    type Error = RoundError;
    const ACTION: &'static str = "round.finding.assess";

    async fn act(self, at: &At<'_>, by: &Grant<RunRounds>) -> Result<Deed<Finding>, RoundError> {
        let case = store::case(at, by, self.finding).await?;
        case.need(&[FindingState::Open])?;
        let kind = self.assessment.kind.unwrap_or(case.kind);
        at.execute(
            "UPDATE round_finding SET state = 'assessed', kind = $2, updated_at = $3, \
             version = version + 1 WHERE id = $1",
            params![case.id, kind.code(), at.now],
        )
        .await?;
        case.done(at).await
    }
}
