//! Deciding on a proposed colour: who may, what stands in the way, and what changes.

use entity::appointment::Role;
use entity::colour_result::{Colour, ColourResultState};
use entity::household::HouseholdState;
use entity::id::{AccountId, ColourResultId, HouseholdId, NodeId};
use entity::staff_message::StaffTopic;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::ColourError;
use crate::auth::permission::{ConfirmColours, rank};
use crate::auth::{Grant, Permission};
use crate::household::store::{Note, record};
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};
use crate::support::store::{helper_of, is_own};
use crate::support::words;

/// Where the words of a decision lie.
pub(super) const DECISION: words::At =
    words::At { table: "colour_result", column: "decision_sealed" };
/// Longest words of a proposal or a decision, in characters.
pub(super) const WORDS_CHARS_MAX: usize = 500;

/// What somebody decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The household gets the colour.
    Confirm,
    /// It keeps the one that it has.
    Reject,
}

#[derive(Debug, FromQueryResult)]
struct Case {
    household_id: HouseholdId,
    number: String,
    node_id: NodeId,
    household_state: HouseholdState,
    /// The colour that the household has now.
    present: Colour,
    state: ColourResultState,
    colour_before: Colour,
    colour: Colour,
    proposed_by: Option<AccountId>,
}

/// Decides on a result; words must have been cleaned. All that can refuse comes before the first
/// change, so a batch goes on after a refusal.
pub(super) async fn decide(
    at: &At<'_>,
    by: &Grant<ConfirmColours>,
    id: ColourResultId,
    verdict: Verdict,
    said: Option<&str>,
) -> Result<Subject, ColourError> {
    let case = case(at, by, id).await?;
    let role = role_at(at, by, case.node_id).await?.ok_or(ColourError::Missing)?;
    case.check(at, by, verdict, role).await?;
    let state = match verdict {
        Verdict::Confirm => ColourResultState::Confirmed,
        Verdict::Reject => ColourResultState::Rejected,
    };
    let sealed = said.map(|said| DECISION.seal(at.world, id.0, said)).transpose()?;
    let rows = at
        .execute(
            "UPDATE colour_result SET state = $2, decided_by = $3, decided_role = $4, \
             decided_at = $5, decision_sealed = $6 WHERE id = $1 AND state = 'proposed'",
            params![id, state.code(), by.caller().account, role.code(), at.now, sealed],
        )
        .await?;
    if rows == 0 {
        return Err(ColourError::Decided);
    }
    if verdict == Verdict::Confirm {
        case.apply(at, by.caller().account).await?;
    }
    let facts = json!({
        "decided": state, "from": case.colour_before, "to": case.colour, "role": role,
    });
    Ok(Subject::new("colour_result", id).node(case.node_id).facts(facts))
}

/// The result where the caller may decide; nobody else decides on the household's colour until the
/// commit.
async fn case(
    at: &At<'_>,
    by: &Grant<ConfirmColours>,
    id: ColourResultId,
) -> Result<Case, ColourError> {
    at.execute(
        "UPDATE household SET colour = colour \
         WHERE id = (SELECT r.household_id FROM colour_result r WHERE r.id = $1)",
        params![id],
    )
    .await?;
    let mut values = params![id];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT r.household_id, h.number, h.node_id, h.state AS household_state, \
         h.colour AS present, r.state, r.colour_before, r.colour, r.proposed_by \
         FROM colour_result r JOIN household h ON h.id = r.household_id \
         WHERE r.id = $1 AND {clause}"
    );
    at.sql().one(sql, values).await?.ok_or(ColourError::Missing)
}

impl Case {
    async fn check(
        &self,
        at: &At<'_>,
        by: &Grant<ConfirmColours>,
        verdict: Verdict,
        role: Role,
    ) -> Result<(), ColourError> {
        if is_own(at, by, self.household_id).await? {
            return Err(ColourError::OwnHousehold);
        }
        if self.proposed_by == Some(by.caller().account) {
            return Err(ColourError::OwnProposal);
        }
        if self.state != ColourResultState::Proposed {
            return Err(ColourError::Decided);
        }
        if verdict == Verdict::Reject {
            return Ok(());
        }
        if self.household_state != HouseholdState::Present {
            return Err(ColourError::HouseholdGone);
        }
        if self.present != self.colour_before {
            return Err(ColourError::Outdated);
        }
        let clears_red = self.colour_before == Colour::Red && self.colour != Colour::Red;
        if clears_red && role != Role::CountyOfficer {
            return Err(ColourError::CountyOnly);
        }
        Ok(())
    }

    /// The household has the colour from now on; its helper is told.
    async fn apply(&self, at: &At<'_>, actor: AccountId) -> Result<(), Fault> {
        at.execute(
            "UPDATE household SET colour = $2, updated_at = $3, version = version + 1 \
             WHERE id = $1",
            params![self.household_id, self.colour.code(), at.now],
        )
        .await?;
        let note = Note { fields: vec!["colour"], ..Note::default() };
        record(at, self.household_id, "edited", note, Some(actor)).await?;
        let Some(helper) = helper_of(at, self.household_id).await? else { return Ok(()) };
        let body = format!(
            "户编号 {} 由{}色改为{}色，请按新的频次走访。",
            self.number,
            self.colour_before.word(),
            self.colour.word()
        );
        let notice = Notice {
            topic: StaffTopic::Colour,
            subject: Some(self.household_id.0),
            title: "您帮扶的一户调整了颜色",
            body: &body,
        };
        tell_staff(at, &[helper], notice).await
    }
}

/// The highest role by which the caller may decide at `node`.
async fn role_at(
    at: &At<'_>,
    by: &Grant<ConfirmColours>,
    node: NodeId,
) -> Result<Option<Role>, Fault> {
    #[derive(FromQueryResult)]
    struct Above {
        ancestor_id: NodeId,
    }
    let above: Vec<Above> =
        at.sql().all("SELECT ancestor_id FROM grid_path WHERE node_id = $1", params![node]).await?;
    let today = at.today();
    let held = by.caller().appointments.iter().filter(|held| held.on(today));
    let here = held.filter(|held| above.iter().any(|up| up.ancestor_id == held.node_id));
    let roles = here.map(|held| held.role).filter(|role| ConfirmColours::ROLES.contains(role));
    Ok(roles.max_by_key(|role| rank(*role)))
}
