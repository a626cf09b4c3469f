//! Taking a step: look it up in the table, check who asks, move, note, tell the household.

use entity::Moment;
use entity::declaration::{DeclarationState, DeskLevel, Rating};
use entity::declaration_step::{DeclarationAction, RefusalReason};
use entity::id::{DeclarationId, HouseholdId};
use entity::push::PushKind;
use poem_openapi::Object;
use serde::Serialize;
use serde_json::json;

use super::error::DeclarationError;
use super::signature::sign;
use super::store::{self, Case, NewStep, Stand};
use super::words;
use super::workflow::{self, Need, Step};
use crate::app::Deed;
use crate::auth::{Grant, Permission};
use crate::http::{Common, Invalid};
use crate::inbox::tell::tell;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Longest plain words of a desk to a household, in characters.
pub(super) const DESK_WORDS_CHARS_MAX: usize = 1_000;

/// Where a declaration stands after a step.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DeclarationStanding {
    /// The declaration.
    pub declaration_id: DeclarationId,
    /// Its state.
    pub state: DeclarationState,
    /// At whose desk it lies.
    pub level: DeskLevel,
    /// What the household said of the last answer.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// When the present step runs out; absent where no desk has to act.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// Rises with every step.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
}

/// What somebody wants to do, and what they give for it.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) action: DeclarationAction,
    pub(super) reason: Option<RefusalReason>,
    pub(super) words: Option<String>,
}

impl Wish {
    /// An action that needs nothing.
    pub(super) fn to(action: DeclarationAction) -> Self {
        Self { action, reason: None, words: None }
    }

    /// With words.
    pub(super) fn saying(self, words: String) -> Self {
        Self { words: Some(words), ..self }
    }

    /// With a reason.
    pub(super) fn because(self, reason: RefusalReason) -> Self {
        Self { reason: Some(reason), ..self }
    }

    fn rating(&self) -> Option<Rating> {
        match self.action {
            DeclarationAction::Solved => Some(Rating::Solved),
            DeclarationAction::NotSolved => Some(Rating::NotSolved),
            _ => None,
        }
    }
}

/// Takes a step.
pub(super) async fn advance<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    id: DeclarationId,
    wish: Wish,
) -> Result<Deed<DeclarationStanding>, DeclarationError> {
    let case = store::case(at, by, id).await?.ok_or(DeclarationError::Missing)?;
    let step = workflow::next(Some(case.state), case.level, wish.action);
    let decides = step.map_or(P::NAME == workflow::DESK, Step::decides);
    if decides {
        check_desk(at, by, &case).await?;
    }
    let step = step.filter(|step| step.by == P::NAME).ok_or(DeclarationError::NotNow)?;
    let words = check_needs(step, &wish)?;
    let (state, level) = step.leads_to(case.level);
    let submitted_at = if step.arrives() { at.now } else { case.submitted_at };
    let policy = &at.world.config.policy.declaration;
    let due_at = step.due_at(&at.world.calendar, policy, submitted_at);
    let rating = wish.rating().or(case.rating);
    let to = Stand { state, level, rating, submitted_at, due_at };
    match store::advance(at, &case, to).await {
        Ok(true) => {}
        Ok(false) => return Err(DeclarationError::NotNow),
        Err(fault) if fault.is_duplicate() => return Err(DeclarationError::NotNow),
        Err(fault) => return Err(fault.into()),
    }
    let signature = sign(at, by, case.node_id).await?;
    let number = case.version + 1;
    let noted = NewStep {
        declaration: id,
        number,
        from: Some(case.state),
        to,
        action: wish.action,
        by: &signature,
        reason: wish.reason,
        words: words.as_deref(),
    };
    store::note(at, noted).await?;
    inform(at, case.household_id, id, step, due_at).await?;
    let shows =
        DeclarationStanding { declaration_id: id, state, level, rating, due_at, version: number };
    let subject = Subject::new("declaration", id)
        .household(case.household_id)
        .node(case.node_id)
        .facts(json!({ "from": case.state, "to": state, "level": level, "reason": wish.reason }));
    Ok(Deed::new(shows, subject).version(number))
}

/// Nobody decides on their own, and only the desk at which it lies, or one above, decides at all.
async fn check_desk<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    case: &Case,
) -> Result<(), DeclarationError> {
    let caller = by.caller();
    let own = by.is_own(case.household_id)
        || caller.account == case.filed_by
        || store::is_member(at, case.household_id, caller.person).await?;
    if own {
        return Err(DeclarationError::OwnCase);
    }
    if !by.covers(at.sql(), case.office_id).await? {
        return Err(DeclarationError::OtherDesk);
    }
    Ok(())
}

/// What the table asks for must be given; gives the words as they are kept.
fn check_needs(step: &Step, wish: &Wish) -> Result<Option<String>, Invalid> {
    let mut invalid = Invalid::default();
    let mut words = None;
    if let Some(raw) = &wish.words {
        words = words::parse(&mut invalid, "/words", raw, DESK_WORDS_CHARS_MAX);
    } else if step.needs.contains(&Need::Words) {
        invalid.add("/words", Common::FieldMissing.entry());
    }
    if step.needs.contains(&Need::Reason) && wish.reason.is_none() {
        invalid.add("/reason_code", Common::FieldMissing.entry());
    }
    invalid.check()?;
    Ok(words)
}

/// Tells the household of a step.
pub(super) async fn inform(
    at: &At<'_>,
    household: HouseholdId,
    id: DeclarationId,
    step: &Step,
    due_at: Option<Moment>,
) -> Result<(), Fault> {
    let body = match due_at {
        None => step.body.to_owned(),
        Some(due) => {
            let last = due.plus_ms(-1).day();
            let day = format!("{}月{}日", u8::from(last.month()), last.day());
            step.body.replace("{due}前", &format!("{day}以前"))
        }
    };
    tell(at, household, PushKind::Declaration, id.0, step.title, &body).await
}
