//! Crediting points: a volunteer rewards a household of their community by rule.

use entity::id::{AccountId, HouseholdId, NodeId, PurseId, RuleId, TransferId};
use entity::point_rule_version::Evidence;
use entity::point_tally::TallyKind;
use entity::point_transfer::TransferKind;
use entity::push::PushKind;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Deserialize;

use super::PointsError;
use super::ledger::{self, Draft, Moved};
use super::model::PointTransfer;
use super::tally::{self, Cap, Full, month_of};
use super::words::line;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::CreditPoints;
use crate::http::{Common, Invalid};
use crate::inbox::tell::tell;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Characters of a note.
const NOTE_CHARS_MAX: usize = 200;

/// A credit.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PointCreditRequest {
    /// The transfer's id: made by the client before sending, kept when repeating.
    pub transfer_id: TransferId,
    /// The household.
    pub household_id: HouseholdId,
    /// The rule, of the household's community.
    pub rule_id: RuleId,
    /// How many times the rule counts.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
    pub times: i64,
    /// What was done; a must when the rule asks for a note.
    #[oai(validator(max_length = 200))]
    pub note: Option<String>,
}

/// Credits points.
#[derive(Debug)]
pub struct Credit(pub PointCreditRequest);

/// What a credit needs to know of its household and rule.
#[derive(FromQueryResult)]
struct Ground {
    node_id: NodeId,
    own_id: Option<HouseholdId>,
    version: Option<i64>,
    ended: Option<bool>,
    name: Option<String>,
    points: Option<i64>,
    evidence: Option<Evidence>,
    household_day_max: Option<i64>,
    household_month_max: Option<i64>,
    issuance_id: Option<PurseId>,
}

/// The rule of a credit.
struct Terms {
    name: String,
    issuance: PurseId,
}

impl Command for Credit {
    type Needs = CreditPoints;
    type Shows = PointTransfer;
    type Error = PointsError;
    const ACTION: &'static str = "points.credit";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<CreditPoints>,
    ) -> Result<Deed<PointTransfer>, PointsError> {
        let asked = self.0;
        let ground = ground(at, by, &asked).await?.ok_or(PointsError::Missing)?;
        let about = |transfer: TransferId| {
            Subject::new("point_transfer", transfer)
                .household(asked.household_id)
                .node(ground.node_id)
        };
        if by.is_own(asked.household_id) || ground.own_id == Some(asked.household_id) {
            return Err(PointsError::OwnHousehold);
        }
        let note = note(&asked, &ground)?;
        let actor = by.caller().account;
        let draft = match draft(at, &asked, &ground, note.as_deref(), actor) {
            Ok((draft, terms)) if ledger::open(at, &draft).await? => Ok((draft, terms)),
            Ok(_) => Err(PointsError::IdUsed),
            Err(refusal) => Err(refusal),
        };
        let (draft, terms) = match draft {
            Ok(opened) => opened,
            Err(refusal) => {
                let before = repeated(at, &asked, note.as_deref(), actor).await?.ok_or(refusal)?;
                let facts = serde_json::json!({ "repeated": true });
                return Ok(Deed::new(before, about(asked.transfer_id).facts(facts)));
            }
        };
        let caps = caps(at, &asked, &ground, actor);
        tally::count(at, &caps, draft.points).await?.map_err(full)?;
        let moved = ledger::give(at, draft.household, draft.points).await?;
        ledger::enter(at, draft.id, moved, draft.points, terms.issuance).await?;
        told(at, &draft, &terms.name, moved).await?;
        Ok(Deed::new(shown(at, &draft, terms.name, moved), about(asked.transfer_id)))
    }
}

async fn ground(
    at: &At<'_>,
    by: &Grant<CreditPoints>,
    asked: &PointCreditRequest,
) -> Result<Option<Ground>, PointsError> {
    let mut values = params![asked.household_id, asked.rule_id, by.caller().person];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT h.node_id, (SELECT p.household_id FROM person p WHERE p.id = $3) AS own_id, \
           r.version, r.ended_at IS NOT NULL AS ended, v.name, v.points, v.evidence, \
           v.household_day_max, v.household_month_max, i.id AS issuance_id \
         FROM household h \
         LEFT JOIN point_rule r ON r.id = $2 AND EXISTS (SELECT 1 FROM grid_path g \
           WHERE g.ancestor_id = r.node_id AND g.node_id = h.node_id) \
         LEFT JOIN point_rule_version v ON v.rule_id = r.id AND v.version = r.version \
         LEFT JOIN purse i ON i.node_id = r.node_id AND i.kind = 'issuance' \
         WHERE h.id = $1 AND h.state = 'present' AND {clause}"
    );
    Ok(at.sql().one(sql, values).await?)
}

/// The transfer of an earlier request with this id, if it says the same.
async fn repeated(
    at: &At<'_>,
    asked: &PointCreditRequest,
    note: Option<&str>,
    actor: AccountId,
) -> Result<Option<PointTransfer>, PointsError> {
    let Some(before) = ledger::written(at.sql(), asked.transfer_id).await? else {
        return Ok(None);
    };
    let same = before.actor == actor
        && before.shown.kind == TransferKind::Credit
        && before.shown.household_id == asked.household_id
        && before.shown.rule_id == Some(asked.rule_id)
        && before.shown.times == Some(asked.times)
        && before.shown.note.as_deref() == note;
    if same { Ok(Some(before.shown)) } else { Err(PointsError::IdUsed) }
}

/// The note, clean; a rule can ask for one.
fn note(asked: &PointCreditRequest, ground: &Ground) -> Result<Option<String>, PointsError> {
    let mut invalid = Invalid::default();
    let note = asked.note.as_deref().map(|raw| line(&mut invalid, "/note", raw, NOTE_CHARS_MAX));
    if ground.version.is_none() {
        invalid.add("/rule_id", Common::FieldUnknown.entry());
    }
    if ground.evidence == Some(Evidence::Note) && note.is_none() {
        invalid.add("/note", Common::FieldMissing.entry());
    }
    invalid.check()?;
    Ok(note)
}

/// The transfer to write, when rule and policy allow it.
fn draft<'d>(
    at: &At<'_>,
    asked: &PointCreditRequest,
    ground: &Ground,
    note: Option<&'d str>,
    actor: AccountId,
) -> Result<(Draft<'d>, Terms), PointsError> {
    let (Some(version), Some(name), Some(once), Some(issuance)) =
        (ground.version, ground.name.clone(), ground.points, ground.issuance_id)
    else {
        return Err(PointsError::Missing);
    };
    if ground.ended == Some(true) {
        return Err(PointsError::RuleEnded);
    }
    let policy = &at.world.config.policy.points;
    let points = once.saturating_mul(asked.times);
    if points > policy.credit_max {
        return Err(PointsError::TooManyAtOnce { limit: policy.credit_max });
    }
    if points > policy.approval_above {
        return Err(PointsError::ApprovalNeeded { limit: policy.approval_above });
    }
    let draft = Draft {
        id: asked.transfer_id,
        kind: TransferKind::Credit,
        household: asked.household_id,
        points,
        rule: Some((asked.rule_id, version, asked.times)),
        reverses: None,
        note,
        actor,
    };
    Ok((draft, Terms { name, issuance }))
}

/// The caps that a credit counts towards.
fn caps(at: &At<'_>, asked: &PointCreditRequest, ground: &Ground, actor: AccountId) -> Vec<Cap> {
    let today = at.today();
    let max = at.world.config.policy.points.volunteer_day_max;
    let (subject, whose) = (asked.rule_id.0, asked.household_id.0);
    let mut caps = vec![Cap {
        kind: TallyKind::VolunteerDay,
        subject: actor.0,
        whose: actor.0,
        from: today,
        max,
    }];
    caps.extend(ground.household_day_max.map(|max| Cap {
        kind: TallyKind::RuleDay,
        subject,
        whose,
        from: today,
        max,
    }));
    caps.extend(ground.household_month_max.map(|max| Cap {
        kind: TallyKind::RuleMonth,
        subject,
        whose,
        from: month_of(today),
        max,
    }));
    caps
}

fn full(full: Full) -> PointsError {
    let left = full.left;
    match full.kind {
        TallyKind::VolunteerDay => PointsError::VolunteerDayFull { left },
        TallyKind::RuleDay => PointsError::HouseholdDayFull { left },
        TallyKind::RuleMonth | TallyKind::ItemMonth => PointsError::HouseholdMonthFull { left },
    }
}

async fn told(at: &At<'_>, draft: &Draft<'_>, rule: &str, moved: Moved) -> Result<(), PointsError> {
    let body = format!("因“{rule}”得了{}分，现在一共{}分。", draft.points, moved.balance);
    tell(at, draft.household, PushKind::Points, draft.id.0, "您家得了积分", &body).await?;
    Ok(())
}

fn shown(at: &At<'_>, draft: &Draft<'_>, rule: String, moved: Moved) -> PointTransfer {
    PointTransfer {
        transfer_id: draft.id,
        kind: draft.kind,
        household_id: draft.household,
        amount: draft.points,
        balance_after: moved.balance,
        rule_id: draft.rule.map(|(rule, ..)| rule),
        rule_version: draft.rule.map(|(_, version, _)| version),
        rule_name: Some(rule),
        times: draft.rule.map(|(.., times)| times),
        reverses: None,
        reversed_by: None,
        note: draft.note.map(str::to_owned),
        at: at.now,
    }
}
