//! Reversing a transfer: a mistake is taken back once, by an opposite transfer with a reason.
//!
//! What was redeemed is reversed in points alone; goods that come back are booked by the shopkeeper
//! as a stock movement of the kind `return`.

use entity::Moment;
use entity::id::{HouseholdId, NodeId, PurseId, TransferId};
use entity::point_transfer::TransferKind;
use entity::push::PushKind;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Deserialize;

use super::PointsError;
use super::end::REASON_CHARS_MAX;
use super::ledger::{self, Draft, Moved};
use super::model::PointTransfer;
use super::tally;
use super::words::line;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ReversePoints;
use crate::http::Invalid;
use crate::inbox::tell::tell;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// A reversal.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PointReversalRequest {
    /// The reversal's own id: made by the client before sending, kept when repeating.
    pub reversal_id: TransferId,
    /// Why; the household reads it.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// Reverses a transfer.
#[derive(Debug)]
pub struct Reverse {
    /// What is taken back.
    pub transfer: TransferId,
    /// The reversal.
    pub request: PointReversalRequest,
}

/// The transfer to take back.
#[derive(FromQueryResult)]
struct Original {
    kind: TransferKind,
    household_id: HouseholdId,
    points: i64,
    at: Moment,
    node_id: NodeId,
    amount: i64,
    other_id: PurseId,
    own_id: Option<HouseholdId>,
    reversed: bool,
}

impl Command for Reverse {
    type Needs = ReversePoints;
    type Shows = PointTransfer;
    type Error = PointsError;
    const ACTION: &'static str = "points.reverse";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ReversePoints>,
    ) -> Result<Deed<PointTransfer>, PointsError> {
        let original = self.original(at, by).await?.ok_or(PointsError::Missing)?;
        let household = original.household_id;
        let mut invalid = Invalid::default();
        let reason = line(&mut invalid, "/reason", &self.request.reason, REASON_CHARS_MAX);
        invalid.check()?;
        let draft = Draft {
            id: self.request.reversal_id,
            kind: TransferKind::Reversal,
            household,
            points: original.points,
            rule: None,
            reverses: Some(self.transfer),
            note: Some(&reason),
            actor: by.caller().account,
        };
        let subject = Subject::new("point_transfer", draft.id)
            .household(household)
            .node(original.node_id)
            .reason(reason.clone());
        let refusal = refusal(at, by, &original);
        let opened = refusal.is_none() && ledger::open(at, &draft).await?;
        if !opened {
            let before = repeated(at, &draft).await?;
            let before = before.ok_or(refusal.unwrap_or(PointsError::ReversedAlready))?;
            let facts = serde_json::json!({ "repeated": true });
            return Ok(Deed::new(before, subject.facts(facts)));
        }
        tally::give_back(at, household, self.transfer, original.at.day()).await?;
        let moved = opposite(at, &original).await?;
        ledger::enter(at, draft.id, moved, -original.amount, original.other_id).await?;
        let body =
            format!("{}分已更正，现在一共{}分。可到社区问原因。", original.points, moved.balance);
        tell(at, household, PushKind::Points, draft.id.0, "您家的积分有更正", &body).await?;
        Ok(Deed::new(shown(at, &draft, -original.amount, moved), subject))
    }
}

impl Reverse {
    async fn original(
        &self,
        at: &At<'_>,
        by: &Grant<ReversePoints>,
    ) -> Result<Option<Original>, PointsError> {
        let mut values = params![self.transfer, by.caller().person];
        let clause = by.clause("h.node_id", None, &mut values);
        let sql = format!(
            "SELECT t.kind, t.household_id, t.points, t.at, h.node_id, e.amount, \
               o.purse_id AS other_id, \
               (SELECT p.household_id FROM person p WHERE p.id = $2) AS own_id, \
               EXISTS (SELECT 1 FROM point_transfer r WHERE r.reverses = t.id) AS reversed \
             FROM point_transfer t \
             JOIN household h ON h.id = t.household_id \
             JOIN point_entry e ON e.transfer_id = t.id AND e.place IS NOT NULL \
             JOIN point_entry o ON o.transfer_id = t.id AND o.place IS NULL \
             WHERE t.id = $1 AND {clause}"
        );
        Ok(at.sql().one(sql, values).await?)
    }
}

/// Why this transfer can't be taken back now.
fn refusal(at: &At<'_>, by: &Grant<ReversePoints>, original: &Original) -> Option<PointsError> {
    let days = at.world.config.policy.points.reverse_days_max;
    let household = original.household_id;
    if by.is_own(household) || original.own_id == Some(household) {
        Some(PointsError::OwnHousehold)
    } else if original.kind == TransferKind::Reversal {
        Some(PointsError::NotReversible)
    } else if original.reversed {
        Some(PointsError::ReversedAlready)
    } else if original.at.plus_ms(DAY_MS * i64::from(days)) < at.now {
        Some(PointsError::TooOld { days })
    } else {
        None
    }
}

/// Moves the household's balance back.
async fn opposite(at: &At<'_>, original: &Original) -> Result<Moved, PointsError> {
    let (household, points) = (original.household_id, original.points);
    if original.amount < 0 {
        return Ok(ledger::give(at, household, points).await?);
    }
    if let Some(moved) = ledger::take(at, household, points).await? {
        return Ok(moved);
    }
    let balance = ledger::balance(at.sql(), household).await?;
    Err(PointsError::Spent { missing: points.saturating_sub(balance) })
}

/// The reversal of an earlier request with this id, if it says the same.
async fn repeated(at: &At<'_>, draft: &Draft<'_>) -> Result<Option<PointTransfer>, PointsError> {
    let Some(before) = ledger::written(at.sql(), draft.id).await? else { return Ok(None) };
    let same = before.actor == draft.actor
        && before.shown.reverses == draft.reverses
        && before.shown.note.as_deref() == draft.note;
    if same { Ok(Some(before.shown)) } else { Err(PointsError::IdUsed) }
}

fn shown(at: &At<'_>, draft: &Draft<'_>, amount: i64, moved: Moved) -> PointTransfer {
    PointTransfer {
        transfer_id: draft.id,
        kind: draft.kind,
        household_id: draft.household,
        amount,
        balance_after: moved.balance,
        rule_id: None,
        rule_version: None,
        rule_name: None,
        times: None,
        reverses: draft.reverses,
        reversed_by: None,
        note: draft.note.map(str::to_owned),
        at: at.now,
    }
}
