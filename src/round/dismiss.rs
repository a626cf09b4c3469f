//! Dismissing a finding (不成立): it is no matter, and the words say why.

use entity::id::FindingId;
use entity::round_finding::FindingState;

use super::RoundError;
use super::findings::Finding;
use super::resolve::Outcome;
use super::store::{self, WORDS_CHARS_MAX};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RunRounds;
use crate::http::Invalid;
use crate::store::At;
use crate::support::words;

/// Dismisses a finding.
#[derive(Debug)]
pub(super) struct Dismiss {
    pub(super) finding: FindingId,
    pub(super) outcome: Outcome,
}

impl Command for Dismiss {
    type Needs = RunRounds;
    type Shows = Finding;
    type Error = RoundError;
    const ACTION: &'static str = "round.finding.dismiss";

    async fn act(self, at: &At<'_>, by: &Grant<RunRounds>) -> Result<Deed<Finding>, RoundError> {
        let case = store::case(at, by, self.finding).await?;
        case.need(&[FindingState::Open, FindingState::Assessed, FindingState::Dispatched])?;
        let mut invalid = Invalid::default();
        let said = words::text(&mut invalid, "/words", &self.outcome.words, WORDS_CHARS_MAX);
        invalid.check()?;
        store::settle(at, &case, FindingState::Dismissed, &said.unwrap_or_default()).await?;
        case.done(at).await
    }
}
