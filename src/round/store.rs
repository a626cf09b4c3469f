//! The statements that several deeds of a round share.

use entity::declaration::RiskKind;
use entity::id::{AccountId, FindingId, HouseholdId, NodeId, RoundId};
use entity::monitoring_round::{self, RoundPhase};
use entity::round_finding::FindingState;
use sea_orm::FromQueryResult;
use time::Date;

use super::RoundError;
use super::findings::{self, Finding};
use crate::app::Deed;
use crate::auth::{Grant, Permission};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};
use crate::support::store::is_own;
use crate::support::words;

/// Where the words of findings lie.
pub(super) const WORDS: words::At = words::At { table: "round_finding", column: "words_sealed" };
/// Where their outcomes lie.
pub(super) const OUTCOME: words::At =
    words::At { table: "round_finding", column: "outcome_sealed" };
/// Longest words of a finding and of its outcome, in characters.
pub(super) const WORDS_CHARS_MAX: usize = 1_000;

/// A round that nobody else moves or writes to until the commit.
pub(super) async fn held(
    at: &At<'_>,
    id: RoundId,
) -> Result<Option<monitoring_round::Model>, Fault> {
    at.execute("UPDATE monitoring_round SET version = version WHERE id = $1", params![id]).await?;
    at.sql().one("SELECT * FROM monitoring_round WHERE id = $1", params![id]).await
}

/// The same, refused for a round that is closed.
pub(super) async fn running(
    at: &At<'_>,
    id: RoundId,
) -> Result<monitoring_round::Model, RoundError> {
    let round = held(at, id).await?.ok_or(RoundError::Missing)?;
    if round.phase == RoundPhase::Closed { Err(RoundError::Closed) } else { Ok(round) }
}

/// A household that the caller may write about, as a round has it.
#[derive(Debug, FromQueryResult)]
pub(super) struct Member {
    pub(super) node_id: NodeId,
    /// None where the round does not cover it.
    pub(super) building_id: Option<NodeId>,
}

/// The household, if it lies where the caller may write about it and is not the caller's own.
pub(super) async fn member<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    round: RoundId,
    household: HouseholdId,
) -> Result<Member, RoundError> {
    let mut values = params![household, round];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT h.node_id, r.building_id FROM household h LEFT JOIN round_household r \
         ON r.household_id = h.id AND r.round_id = $2 WHERE h.id = $1 AND {clause}"
    );
    let member: Option<Member> = at.sql().one(sql, values).await?;
    let member = member.ok_or(RoundError::Missing)?;
    if is_own(at, by, household).await? {
        return Err(RoundError::OwnHousehold);
    }
    if member.building_id.is_none() {
        return Err(RoundError::NotCovered);
    }
    Ok(member)
}

/// A finding in a running round, with where its household lives.
#[derive(Debug, FromQueryResult)]
pub(super) struct Case {
    pub(super) id: FindingId,
    pub(super) site_id: NodeId,
    pub(super) month: Date,
    pub(super) household_id: HouseholdId,
    pub(super) node_id: NodeId,
    pub(super) kind: RiskKind,
    pub(super) words_sealed: String,
    pub(super) state: FindingState,
    pub(super) owner_id: Option<AccountId>,
    is_handed_over: bool,
}

/// The finding, if it lies where the caller may act, is not about the caller's own household, and goes
/// on in this round. Its round is held until the commit.
pub(super) async fn case<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    id: FindingId,
) -> Result<Case, RoundError> {
    let round: Option<RoundId> =
        at.sql().value("SELECT round_id FROM round_finding WHERE id = $1", params![id]).await?;
    let held = held(at, round.ok_or(RoundError::Missing)?).await?.ok_or(RoundError::Missing)?;
    let mut values = params![id];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT f.id, m.site_id, m.month, f.household_id, h.node_id, f.kind, \
         f.words_sealed, f.state, f.owner_id, \
         EXISTS (SELECT 1 FROM round_finding n WHERE n.handed_from = f.id) AS is_handed_over \
         FROM round_finding f JOIN monitoring_round m ON m.id = f.round_id \
         JOIN household h ON h.id = f.household_id WHERE f.id = $1 AND {clause}"
    );
    let case: Option<Case> = at.sql().one(sql, values).await?;
    let case = case.ok_or(RoundError::Missing)?;
    if is_own(at, by, case.household_id).await? {
        return Err(RoundError::OwnHousehold);
    }
    if held.phase == RoundPhase::Closed {
        return Err(RoundError::Closed);
    }
    if case.is_handed_over {
        return Err(RoundError::HandedOver);
    }
    Ok(case)
}

impl Case {
    /// Refuses unless the finding is in one of these states.
    pub(super) fn need(&self, states: &[FindingState]) -> Result<(), RoundError> {
        if states.contains(&self.state) {
            return Ok(());
        }
        Err(RoundError::WrongState { state: self.state.code() })
    }

    /// Shows the finding as it stands after a deed.
    pub(super) async fn done(self, at: &At<'_>) -> Result<Deed<Finding>, RoundError> {
        shown(at, self.id, self.node_id).await
    }
}

/// Shows a finding after a deed.
pub(super) async fn shown(
    at: &At<'_>,
    id: FindingId,
    node: NodeId,
) -> Result<Deed<Finding>, RoundError> {
    let shows = findings::one(at.sql(), id, at.today()).await?.ok_or(RoundError::Missing)?;
    let version = shows.version;
    let facts = serde_json::json!({ "kind": shows.kind.code(), "state": shows.state.code() });
    let subject = Subject::new("round_finding", id).household(shows.household_id).node(node);
    Ok(Deed::new(shows, subject.facts(facts)).version(version))
}

/// Ends a finding, with what became of it.
pub(super) async fn settle(
    at: &At<'_>,
    case: &Case,
    state: FindingState,
    outcome: &str,
) -> Result<(), RoundError> {
    let sealed = OUTCOME.seal(at.world, case.id.0, outcome)?;
    at.execute(
        "UPDATE round_finding SET state = $2, outcome_sealed = $3, updated_at = $4, \
         version = version + 1 WHERE id = $1",
        params![case.id, state.code(), sealed, at.now],
    )
    .await?;
    Ok(())
}
