//! What may follow what: the two tracks of a declaration as one table.
//!
//! The table drives the code, the diagram in the documentation and the tests. A deed looks up its row by
//! state, track, desk, action and permission, and does what the row says. Where there is no row, the
//! deed is refused.

pub mod diagram;
mod rows;

use entity::Moment;
use entity::declaration::{DeclarationState as State, DeskLevel, Track};
use entity::declaration_step::{DeclarationAction as Action, StepReason};

use crate::auth::Permission;
use crate::calendar::Calendar;
use crate::config::DeclarationPolicy;

pub use rows::TABLE;

/// What a step must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Plain words to the household.
    Words,
    /// A reason from the row's list.
    Reason,
    /// The household's consent.
    Consent,
    /// Words or a voice note.
    WordsOrVoice,
}

/// What must be so besides, looked at in the transaction that acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Whoever acts did not refuse it.
    AnotherThanRefused,
    /// The household did not appeal before.
    FirstAppeal,
    /// The public notice has hung its days, and every objection is answered.
    NoticeOver,
    /// It is a disaster or an accident, and was not taken ahead before.
    SuddenKind,
    /// Its pause is approved by whoever acts, who did not ask for it.
    PauseApproved,
    /// The conditions for removing the risk are met; those that are not are listed.
    RemovalConditions,
}

/// The state after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// This one.
    State(State),
    /// The one before.
    Same,
}

/// The desk after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// The one before.
    Same,
    /// The one above; the county keeps what it has.
    Above,
    /// This one.
    Level(DeskLevel),
}

/// Until when the step after must be done, in working days of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nobody has to act.
    None,
    /// What it was before.
    Same,
    /// To accept it.
    Accept,
    /// To answer it, from the day on which it came to the desk.
    Answer,
    /// To verify it at the household.
    Verify,
    /// To hold the review meeting.
    Review,
    /// To hang out the public notice.
    Publish,
    /// The notice's own days, then the street's.
    StreetReview,
    /// To confirm it at the county.
    Confirm,
    /// To decide the appeal.
    Appeal,
}

/// One row: in this state, on this track and at this desk, this action leads there.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The state before; none before the first step.
    pub from: Option<State>,
    /// The track; any when none is named.
    pub track: Option<Track>,
    /// The desk at which it lies before; any when none is named.
    pub at: Option<DeskLevel>,
    /// What is done.
    pub action: Action,
    /// The permissions by any of which it may be done.
    pub by: &'static [&'static str],
    /// The state after.
    pub to: To,
    /// The desk after.
    pub desk: Desk,
    /// The track after, where that changes.
    pub onto: Option<Track>,
    /// Until when the next step must be done.
    pub due: Due,
    /// What must be given.
    pub needs: &'static [Need],
    /// The reasons that may be given.
    pub reasons: &'static [StepReason],
    /// What must be so besides.
    pub guards: &'static [Guard],
    /// Whether a desk decides, which nobody may do on their own.
    pub decides: bool,
    /// Whether it is done out in the community, by whoever serves there, at whatever desk it lies.
    pub is_fieldwork: bool,
    /// Whether it may be done while the clock stands still.
    pub while_stopped: bool,
    /// What the household is told: a line; nothing when it is empty.
    pub title: &'static str,
    /// What the household is told: a sentence or two; `{due}` is the last day for the next step.
    pub body: &'static str,
}

/// Where a declaration stands, as far as the table asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Its state; none before it is filed.
    pub state: Option<State>,
    /// Its track.
    pub track: Track,
    /// Its desk.
    pub desk: DeskLevel,
}

/// The permission of whoever handles what lies at a desk.
pub(super) const DESK: &str = crate::auth::permission::HandleDeclarations::NAME;

/// The desk at which every declaration begins.
pub const FIRST_DESK: DeskLevel = DeskLevel::Community;

impl Place {
    /// Before it is filed.
    pub const fn start(track: Track) -> Self {
        Self { state: None, track, desk: FIRST_DESK }
    }
}

/// The row for this action by somebody who holds `permission`, if it may be done now.
pub fn next(place: Place, action: Action, permission: &str) -> Option<&'static Step> {
    rows(place, action).find(|step| step.by.contains(&permission))
}

/// The rows for this action, whoever does it.
pub fn rows(place: Place, action: Action) -> impl Iterator<Item = &'static Step> {
    TABLE.iter().filter(move |step| {
        step.from == place.state
            && step.action == action
            && step.track.is_none_or(|track| track == place.track)
            && step.at.is_none_or(|desk| desk == place.desk)
    })
}

/// What may be done now, whoever does it.
pub fn open_actions(place: Place) -> impl Iterator<Item = &'static Step> {
    TABLE.iter().filter(move |step| {
        step.from == place.state
            && step.track.is_none_or(|track| track == place.track)
            && step.at.is_none_or(|desk| desk == place.desk)
    })
}

/// Whether it takes a place among the open declarations of its household.
pub const fn is_open(state: State) -> bool {
    match state {
        State::Submitted
        | State::Returned
        | State::Accepted
        | State::Verified
        | State::Reviewed
        | State::InNotice
        | State::StreetReviewed
        | State::Appealed => true,
        State::Supporting
        | State::RiskRemoved
        | State::Answered
        | State::Refused
        | State::Withdrawn
        | State::Closed => false,
    }
}

/// Whether somebody at a desk has to act in this state.
pub const fn waits_for_desk(state: State) -> bool {
    is_open(state) && !matches!(state, State::Returned)
}

impl Step {
    /// Where it stands after this step.
    pub fn leads_to(&self, before: Place) -> Place {
        let state = match self.to {
            To::State(state) => Some(state),
            To::Same => before.state,
        };
        let desk = match self.desk {
            Desk::Same => before.desk,
            Desk::Above => before.desk.above(),
            Desk::Level(level) => level,
        };
        Place { state, track: self.onto.unwrap_or(before.track), desk }
    }

    /// Whether the step brings the declaration to a desk that did not have it before.
    pub fn arrives(&self) -> bool {
        self.from.is_none() || self.desk != Desk::Same
    }

    /// When the step after this one runs out; `arrived` is when it came to its desk, `before` the
    /// deadline that it had, and `notice_ends` the end of its public notice.
    pub fn due_at(&self, clock: DueClock<'_>) -> Option<Moment> {
        let policy = clock.policy;
        let (since, days) = match self.due {
            Due::None => return None,
            Due::Same => return clock.before,
            Due::Accept => (clock.now, policy.accept_working_days),
            Due::Answer => (clock.arrived, policy.answer_working_days),
            Due::Verify => (clock.now, policy.verify_working_days),
            Due::Review => (clock.now, policy.review_working_days),
            Due::Publish => (clock.now, policy.publish_working_days),
            Due::StreetReview => {
                // A notice ends with a day; the street's days begin with that day.
                let ends = clock.notice_ends.unwrap_or(clock.now);
                (ends.plus_ms(-1), policy.street_working_days)
            }
            Due::Confirm => (clock.now, policy.confirm_working_days),
            Due::Appeal => (clock.now, policy.appeal_working_days),
        };
        Some(after(clock.calendar, since, days))
    }
}

/// What a deadline is computed from.
#[derive(Clone, Copy, Debug)]
pub struct DueClock<'a> {
    /// Knows working days.
    pub calendar: &'a Calendar,
    /// How many of them each step has.
    pub policy: &'a DeclarationPolicy,
    /// The time of the step.
    pub now: Moment,
    /// When the declaration came to its desk.
    pub arrived: Moment,
    /// The deadline that it had.
    pub before: Option<Moment>,
    /// The end of its public notice.
    pub notice_ends: Option<Moment>,
}

/// The end of the `days`-th working day after `since`.
pub(super) fn after(calendar: &Calendar, since: Moment, days: u32) -> Moment {
    let days = u16::try_from(days).unwrap_or(u16::MAX);
    Moment::from(calendar.deadline(since.utc(), days))
}

/// Where a timeline of actions ends, each taken by whoever may; none when it isn't a course of the table.
pub fn replay(track: Track, actions: impl IntoIterator<Item = Action>) -> Option<Place> {
    let mut place = Place::start(track);
    for action in actions {
        let step = rows(place, action).next()?;
        place = step.leads_to(place);
    }
    place.state.is_some().then_some(place)
}

#[cfg(test)]
mod tests;
