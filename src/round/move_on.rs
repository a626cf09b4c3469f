//! Moving a round to its next phase, and closing it.

use entity::id::RoundId;
use entity::monitoring_round::{self, RoundPhase};
use poem_openapi::Object;
use serde::Deserialize;

use super::cover::{cover, excuse_gone};
use super::figures;
use super::gate;
use super::rounds::{self, Round, word};
use super::{RoundError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RunRounds;
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Where a round shall go.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PhaseMove {
    /// The phase after the present one.
    pub to: RoundPhase,
}

/// Moves a round on; the last move closes it and freezes its figures.
#[derive(Debug)]
pub(super) struct MoveOn {
    pub(super) round: RoundId,
    pub(super) to: RoundPhase,
}

impl Command for MoveOn {
    type Needs = RunRounds;
    type Shows = Round;
    type Error = RoundError;
    const ACTION: &'static str = "round.move";

    async fn act(self, at: &At<'_>, by: &Grant<RunRounds>) -> Result<Deed<Round>, RoundError> {
        let round = store::held(at, self.round).await?.ok_or(RoundError::Missing)?;
        if !by.covers(at.sql(), round.site_id).await? {
            return Err(RoundError::Missing);
        }
        let (next, _) = gate::next(round.phase).ok_or(RoundError::Closed)?;
        if self.to != next {
            return Err(RoundError::NotNext { phase: word(next) });
        }
        if round.phase == RoundPhase::Check {
            end_check(at, &round).await?;
        }
        if let Some(gate) = gate::gate(at.sql(), round.id, round.phase).await? {
            gate.check()?;
        }
        if next == RoundPhase::Closed {
            figures::freeze(at, round.id).await?;
        }
        write(at, &round, next).await?;
        let shows = rounds::one(at.sql(), round.id, at.today()).await?;
        let shows = shows.ok_or(RoundError::Missing)?;
        let version = shows.version;
        let facts = serde_json::json!({ "from": round.phase.code(), "to": next.code() });
        let subject = Subject::new("monitoring_round", round.id).node(round.site_id).facts(facts);
        Ok(Deed::new(shows, subject).version(version))
    }
}

/// Whoever moved in since the last look must be seen too, and whoever moved out can't be any more.
async fn end_check(at: &At<'_>, round: &monitoring_round::Model) -> Result<(), Fault> {
    cover(at, round.id, round.site_id, round.month).await?;
    excuse_gone(at, round.id).await?;
    Ok(())
}

async fn write(
    at: &At<'_>,
    round: &monitoring_round::Model,
    next: RoundPhase,
) -> Result<(), Fault> {
    let column = match next {
        RoundPhase::Check => return Ok(()),
        RoundPhase::Assess => "assess_at",
        RoundPhase::Dispatch => "dispatch_at",
        RoundPhase::Supervise => "supervise_at",
        RoundPhase::Closed => "closed_at",
    };
    let sql = format!(
        "UPDATE monitoring_round SET phase = $2, moved_at = $3, {column} = $3, \
         version = version + 1 WHERE id = $1"
    );
    at.execute(sql, params![round.id, next.code(), at.now]).await?;
    Ok(())
}
