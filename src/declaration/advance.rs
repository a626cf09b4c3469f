//! Taking a step: look it up in the table, check who asks, move, note, tell the household.
//!
//! Deeds that write more than the step, such as a verification, call [`take`] between their own checks
//! and rows; the others call [`advance`].

use entity::Moment;
use entity::declaration::{Category, DeclarationState, DeskLevel, Rating, StopCause, Track};
use entity::declaration_step::{DeclarationAction as Action, StepReason};
use entity::id::{DeclarationId, HouseholdId, MediaId};
use entity::push::PushKind;
use poem_openapi::Object;
use serde::Serialize;
use serde_json::json;

use super::error::DeclarationError;
use super::signature::{Signature, sign};
use super::stand::Stand;
use super::store::{self, Case, NewStep};
use super::workflow::{self, Need, Step};
use super::{enclosed, guards, pauses, words};
use crate::app::Deed;
use crate::auth::{Grant, Permission};
use crate::http::{Common, FieldError, Invalid};
use crate::inbox::tell::tell;
use crate::media::attach;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Longest plain words of a desk to a household, in characters.
pub(super) const DESK_WORDS_CHARS_MAX: usize = 1_000;

/// Where a declaration stands after a step.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DeclarationStanding {
    /// The declaration.
    pub declaration_id: DeclarationId,
    /// Which way it takes.
    pub track: Track,
    /// Its state.
    pub state: DeclarationState,
    /// At whose desk it lies.
    pub level: DeskLevel,
    /// What the household said of the last answer.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// The category that the meeting proposed or the county confirmed.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// When the present step runs out; absent where no desk has to act, and while the clock stands still.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// Why the clock stands still, if it does.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_for: Option<StopCause>,
    /// Rises with every step.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
}

/// What somebody wants to do, and what they give for it.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) action: Action,
    pub(super) reason: Option<StepReason>,
    pub(super) words: Option<String>,
    /// Whether the words are said by a voice note instead.
    pub(super) has_voice: bool,
    /// The category that the step proposes or confirms.
    pub(super) category: Option<Category>,
    /// The end of the public notice that the step hangs out.
    pub(super) notice_ends: Option<Moment>,
    /// Uploads of whoever acts that become part of the declaration.
    pub(super) media: Vec<MediaId>,
}

impl Wish {
    /// An action that needs nothing.
    pub(super) fn to(action: Action) -> Self {
        Self {
            action,
            reason: None,
            words: None,
            has_voice: false,
            category: None,
            notice_ends: None,
            media: vec![],
        }
    }

    /// With words.
    pub(super) fn saying(self, words: String) -> Self {
        Self { words: Some(words), ..self }
    }

    /// With a reason.
    pub(super) fn because(self, reason: StepReason) -> Self {
        Self { reason: Some(reason), ..self }
    }

    /// With words that may be left out, and uploads of whoever acts.
    pub(super) async fn enclosing(
        self,
        at: &At<'_>,
        words: Option<String>,
        media: Vec<MediaId>,
    ) -> Result<Self, Fault> {
        let has_voice = attach::has_voice_among(at, &media).await?;
        Ok(Self { words, has_voice, media, ..self })
    }

    fn rating(&self) -> Option<Rating> {
        match self.action {
            Action::Solved => Some(Rating::Solved),
            Action::NotSolved => Some(Rating::NotSolved),
            _ => None,
        }
    }
}

/// A step that was taken.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) case: Case,
    pub(super) to: Stand,
    pub(super) number: i64,
    action: Action,
    reason: Option<StepReason>,
}

impl Taken {
    /// Where the declaration stands now.
    pub(super) fn standing(&self) -> DeclarationStanding {
        self.to.shows(self.case.id, self.number)
    }

    /// What the audit trail says of the step.
    pub(super) fn subject(&self) -> Subject {
        Subject::new("declaration", self.case.id)
            .household(self.case.household_id)
            .node(self.case.node_id)
            .facts(json!({
                "action": self.action, "from": self.case.stand.state, "to": self.to.state,
                "level": self.to.level, "reason": self.reason,
            }))
    }

    /// The deed that shows the standing.
    pub(super) fn deed(self) -> Deed<DeclarationStanding> {
        let (shows, subject) = (self.standing(), self.subject());
        Deed::new(shows, subject).version(self.number)
    }
}

/// Takes a step that writes nothing besides.
pub(super) async fn advance<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    id: DeclarationId,
    wish: Wish,
) -> Result<Deed<DeclarationStanding>, DeclarationError> {
    let case = store::case(at, by, id).await?.ok_or(DeclarationError::Missing)?;
    Ok(take(at, by, case, wish).await?.deed())
}

/// Takes a step on a declaration that the caller was found to reach.
pub(super) async fn take<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    case: Case,
    wish: Wish,
) -> Result<Taken, DeclarationError> {
    let step = allowed(at, by, &case, wish.action).await?;
    let words = check_needs(at, step, &wish)?;
    guards::check(at, by, &case, step).await?;
    let mut to = case.stand.after(at, step, wish.notice_ends);
    to.rating = wish.rating().or(to.rating);
    to.category = wish.category.or(to.category);
    guards::set_clock(at, &case, &mut to, wish.action).await?;
    match store::advance(at, &case, to).await {
        Ok(true) => {}
        Ok(false) => return Err(DeclarationError::NotNow),
        Err(fault) if fault.is_duplicate() => return Err(DeclarationError::NotNow),
        Err(fault) => return Err(fault.into()),
    }
    let signature = signed(at, by, &case, wish.action).await?;
    let number = case.version + 1;
    let noted = NewStep {
        declaration: case.id,
        number,
        from: Some(case.stand.state),
        to,
        action: wish.action,
        by: &signature,
        reason: wish.reason,
        words: words.as_deref(),
    };
    store::note(at, noted).await?;
    enclosed::attach(at, by, case.id, case.household_id, &wish.media).await?;
    if case.stand.stopped_for == Some(StopCause::Pause) && to.stopped_for != Some(StopCause::Pause)
    {
        pauses::end(at, case.id).await?;
    }
    inform(at, case.household_id, case.id, step, to.due_at).await?;
    Ok(Taken { case, to, number, action: wish.action, reason: wish.reason })
}

/// The row of the table by which the caller may do this now.
async fn allowed<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    case: &Case,
    action: Action,
) -> Result<&'static Step, DeclarationError> {
    let place = case.stand.place();
    let step = workflow::next(place, action, P::NAME);
    // Whoever decides hears first that it is their own, or another desk's, and then that it can't be done.
    let decides = step.map_or(P::NAME == workflow::DESK, |step| step.decides);
    if decides {
        check_own(at, by, case).await?;
        if !step.is_some_and(|step| step.is_fieldwork) {
            check_desk(at, by, case).await?;
        }
    }
    let step = step.ok_or(DeclarationError::NotNow)?;
    if case.stand.stopped_at.is_some() && !step.while_stopped {
        return Err(DeclarationError::Stopped);
    }
    Ok(step)
}

/// What lies at a desk is decided there, or above.
pub(super) async fn check_desk<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    case: &Case,
) -> Result<(), DeclarationError> {
    if by.covers(at.sql(), case.office_id).await? {
        return Ok(());
    }
    Err(DeclarationError::OtherDesk)
}

/// Nobody decides on their own.
pub(super) async fn check_own<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    case: &Case,
) -> Result<(), DeclarationError> {
    let caller = by.caller();
    let own = by.is_own(case.household_id)
        || caller.account == case.filed_by
        || store::is_member(at.sql(), case.household_id, caller.person).await?;
    if own { Err(DeclarationError::OwnCase) } else { Ok(()) }
}

/// Whoever takes the step; a neighbour who objects is not named.
async fn signed<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    case: &Case,
    action: Action,
) -> Result<Signature, Fault> {
    let signature = sign(at, by, case.node_id).await?;
    Ok(if action == Action::Object { signature.unnamed() } else { signature })
}

/// What the table asks for must be given; gives the words as they are kept.
pub(super) fn check_needs(
    at: &At<'_>,
    step: &Step,
    wish: &Wish,
) -> Result<Option<String>, Invalid> {
    let mut invalid = Invalid::default();
    enclosed::check(&mut invalid, &wish.media, at.world.config.media.files_per_case_max);
    let mut words = None;
    if let Some(raw) = &wish.words {
        words = words::parse(&mut invalid, "/words", raw, DESK_WORDS_CHARS_MAX);
    } else if step.needs.contains(&Need::Words)
        || (step.needs.contains(&Need::WordsOrVoice) && !wish.has_voice)
    {
        invalid.add("/words", Common::FieldMissing.entry());
    }
    match wish.reason {
        None if step.needs.contains(&Need::Reason) => {
            invalid.add("/reason_code", Common::FieldMissing.entry());
        }
        Some(reason) if !step.reasons.contains(&reason) => {
            let allowed: Vec<_> = step.reasons.iter().map(|reason| reason.code()).collect();
            invalid.0.push(FieldError {
                pointer: "/reason_code".to_owned(),
                entry: Common::FieldChoice.entry(),
                gaps: vec![("allowed", allowed.join(", "))],
            });
        }
        _ => {}
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
    if step.title.is_empty() {
        return Ok(());
    }
    let day = due_at.map_or_else(
        || "尽快".to_owned(),
        |due| {
            let last = due.plus_ms(-1).day();
            format!("{}月{}日以", u8::from(last.month()), last.day())
        },
    );
    let body = step.body.replace("{due}", &day);
    tell(at, household, PushKind::Declaration, id.0, step.title, &body).await
}
