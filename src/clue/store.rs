//! The statements that several deeds about clues share.

use entity::Moment;
use entity::clue::ClueState;
use entity::declaration::RiskKind;
use entity::household::HouseholdState;
use entity::id::{ClueId, DeclarationId, HouseholdId, NodeId, PersonId};
use sea_orm::FromQueryResult;

use super::ClueError;
use crate::auth::Grant;
use crate::auth::permission::HandleClues;
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};
use crate::support::store::is_own;

/// A household that a clue is about.
#[derive(Debug, FromQueryResult)]
pub(super) struct Home {
    pub(super) id: HouseholdId,
    pub(super) node_id: NodeId,
    pub(super) state: HouseholdState,
}

/// The household, if it lies where the caller handles clues and is not the caller's own.
pub(super) async fn home(
    at: &At<'_>,
    by: &Grant<HandleClues>,
    household: HouseholdId,
) -> Result<Home, ClueError> {
    let mut values = params![household];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql =
        format!("SELECT h.id, h.node_id, h.state FROM household h WHERE h.id = $1 AND {clause}");
    let home: Option<Home> = at.sql().one(sql, values).await?;
    let home = home.ok_or(ClueError::Missing)?;
    if is_own(at, by, household).await? {
        return Err(ClueError::OwnHousehold);
    }
    Ok(home)
}

/// A clue that waits to be settled.
#[derive(Debug, FromQueryResult)]
pub(super) struct Waiting {
    id: ClueId,
    pub(super) household_id: HouseholdId,
    pub(super) person_id: Option<PersonId>,
    pub(super) kind: RiskKind,
    state: ClueState,
    node_id: NodeId,
    due_at: Option<Moment>,
}

impl Waiting {
    /// What the audit trail says a deed was done to.
    pub(super) fn subject(&self, at: &At<'_>) -> Subject {
        let overdue = self.due_at.is_some_and(|due| due <= at.now);
        Subject::new("clue", self.id)
            .household(self.household_id)
            .node(self.node_id)
            .facts(serde_json::json!({ "kind": self.kind, "overdue": overdue }))
    }
}

/// The clue, if it lies where the caller handles clues, is open, and is not about the caller's own
/// household.
pub(super) async fn waiting(
    at: &At<'_>,
    by: &Grant<HandleClues>,
    clue: ClueId,
) -> Result<Waiting, ClueError> {
    let mut values = params![clue];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT c.id, c.household_id, c.person_id, c.kind, c.state, c.due_at, h.node_id \
         FROM clue c JOIN household h ON h.id = c.household_id WHERE c.id = $1 AND {clause}"
    );
    let found: Option<Waiting> = at.sql().one(sql, values).await?;
    let found = found.ok_or(ClueError::Missing)?;
    if is_own(at, by, found.household_id).await? {
        return Err(ClueError::OwnHousehold);
    }
    if found.state != ClueState::Open {
        return Err(ClueError::Settled);
    }
    Ok(found)
}

/// How a clue ends.
#[derive(Debug)]
pub(super) enum Ending {
    /// With a declaration.
    Declared(DeclarationId),
    /// With sealed words about why there is no risk.
    Cleared(String),
}

/// Ends an open clue; of two who do at once, one does.
pub(super) async fn settle(
    at: &At<'_>,
    by: &Grant<HandleClues>,
    clue: ClueId,
    ending: Ending,
) -> Result<(), ClueError> {
    let (state, declaration, outcome) = match ending {
        Ending::Declared(id) => (ClueState::Declared, Some(id), None),
        Ending::Cleared(words) => (ClueState::Cleared, None, Some(words)),
    };
    let rows = at
        .execute(
            "UPDATE clue SET state = $2, declaration_id = $3, outcome_sealed = $4, decided_by = $5, \
             decided_at = $6, due_at = NULL, version = version + 1 \
             WHERE id = $1 AND state = 'open'",
            params![clue, state.code(), declaration, outcome, by.caller().account, at.now],
        )
        .await?;
    if rows == 0 { Err(ClueError::Settled) } else { Ok(()) }
}

/// Whether this is a member of the household who lives there.
pub(super) async fn is_member(
    at: &At<'_>,
    household: HouseholdId,
    person: PersonId,
) -> Result<bool, Fault> {
    at.sql()
        .exists(
            "SELECT 1 FROM person WHERE id = $1 AND household_id = $2 AND state = 'present'",
            params![person, household],
        )
        .await
}
