//! Excusing a household that nobody can meet this month, with a reason.

use entity::id::{HouseholdId, RoundId};
use entity::monitoring_round::RoundPhase;
use entity::round_household::ExcuseReason;
use poem_openapi::Object;
use serde::Deserialize;

use super::households::{self, RoundHousehold};
use super::{RoundError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RecordVisits;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Why a household needn't be visited this month.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Excuse {
    /// The reason; `moved_away` is for the service, which knows from the register.
    pub reason: ExcuseReason,
}

/// Excuses a household, or gives another reason.
#[derive(Debug)]
pub(super) struct ExcuseHousehold {
    pub(super) round: RoundId,
    pub(super) household: HouseholdId,
    pub(super) excuse: Excuse,
}

impl Command for ExcuseHousehold {
    type Needs = RecordVisits;
    type Shows = RoundHousehold;
    type Error = RoundError;
    const ACTION: &'static str = "round.excuse";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<RecordVisits>,
    ) -> Result<Deed<RoundHousehold>, RoundError> {
        let round = store::held(at, self.round).await?.ok_or(RoundError::Missing)?;
        let member = store::member(at, by, round.id, self.household).await?;
        match round.phase {
            RoundPhase::Check => {}
            RoundPhase::Closed => return Err(RoundError::Closed),
            _ => return Err(RoundError::CheckOver),
        }
        let reason = self.excuse.reason;
        let mut invalid = Invalid::default();
        if reason == ExcuseReason::MovedAway {
            invalid.add("/reason", Common::FieldChoice.entry());
        }
        invalid.check()?;
        let rows = at
            .execute(
                "UPDATE round_household SET excused_for = $3 \
                 WHERE round_id = $1 AND household_id = $2 AND visit_id IS NULL",
                params![round.id, self.household, reason.code()],
            )
            .await?;
        if rows == 0 {
            return Err(RoundError::Visited);
        }
        let shows = households::one(at.sql(), round.id, self.household).await?;
        let shows = shows.ok_or(RoundError::Missing)?;
        let subject = Subject::new("monitoring_round", round.id)
            .household(self.household)
            .node(member.node_id)
            .facts(serde_json::json!({ "reason": reason.code() }));
        Ok(Deed::new(shows, subject))
    }
}
