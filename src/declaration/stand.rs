//! Where a declaration stands: state, track, desk and clocks, and how a step moves them.

use entity::Moment;
use entity::declaration::{Category, DeclarationState, DeskLevel, Rating, StopCause, Track};
use entity::id::DeclarationId;
use sea_orm::FromQueryResult;

use super::advance::DeclarationStanding;
use super::workflow::{self, DueClock, Place, Step};
use crate::calendar::Calendar;
use crate::store::At;

/// State, track, desk and clocks of a declaration.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Stand {
    pub(super) state: DeclarationState,
    pub(super) track: Track,
    pub(super) level: DeskLevel,
    pub(super) rating: Option<Rating>,
    pub(super) category: Option<Category>,
    pub(super) submitted_at: Moment,
    pub(super) stepped_at: Moment,
    pub(super) due_at: Option<Moment>,
    pub(super) chain_due_at: Option<Moment>,
    pub(super) stopped_at: Option<Moment>,
    pub(super) stopped_for: Option<StopCause>,
    pub(super) held_due_at: Option<Moment>,
    pub(super) is_green: bool,
    pub(super) has_appealed: bool,
}

/// The columns of [`Stand`], of the table `d`.
pub(super) const COLUMNS: &str = "d.state, d.track, d.level, d.rating, d.category, d.submitted_at, \
    d.stepped_at, d.due_at, d.chain_due_at, d.stopped_at, d.stopped_for, d.held_due_at, d.is_green, \
    d.has_appealed";

impl Stand {
    /// Where a declaration stands once it is filed.
    pub(super) fn filed(at: &At<'_>, track: Track, step: &Step) -> Self {
        let mut before = Self {
            state: DeclarationState::Submitted,
            track,
            level: workflow::FIRST_DESK,
            rating: None,
            category: None,
            submitted_at: at.now,
            stepped_at: at.now,
            due_at: None,
            chain_due_at: None,
            stopped_at: None,
            stopped_for: None,
            held_due_at: None,
            is_green: false,
            has_appealed: false,
        };
        before.begin_chain(at);
        before.after(at, step, None)
    }

    /// Starts the time for the whole chain; the way of services has none.
    pub(super) fn begin_chain(&mut self, at: &At<'_>) {
        let days = at.world.config.policy.declaration.whole_working_days;
        let end = workflow::after(&at.world.calendar, at.now, days);
        self.chain_due_at = (self.track == Track::Monitoring).then_some(end);
    }

    /// Where it is in the table.
    pub(super) fn place(&self) -> Place {
        Place { state: Some(self.state), track: self.track, desk: self.level }
    }

    /// Where it stands after `step`, taken now.
    pub(super) fn after(mut self, at: &At<'_>, step: &Step, notice_ends: Option<Moment>) -> Self {
        let to = step.leads_to(self.place());
        if step.arrives() {
            self.submitted_at = at.now;
        }
        let moves = to.state != Some(self.state) || to.desk != self.level;
        if moves {
            self.stepped_at = at.now;
        }
        let clock = DueClock {
            calendar: &at.world.calendar,
            policy: &at.world.config.policy.declaration,
            now: at.now,
            arrived: self.submitted_at,
            before: self.due_at,
            notice_ends,
        };
        self.due_at = step.due_at(clock);
        self.state = to.state.unwrap_or(self.state);
        self.level = to.desk;
        self.track = to.track;
        if self.track == Track::Service {
            self.chain_due_at = None;
        }
        if !workflow::is_open(self.state) {
            self.start_anew();
        }
        self
    }

    /// Stops the clock.
    pub(super) fn stop(&mut self, now: Moment, cause: StopCause) {
        if self.stopped_at.is_none() {
            self.held_due_at = self.due_at;
            self.stopped_at = Some(now);
            self.stopped_for = Some(cause);
        }
        self.due_at = None;
    }

    /// Lets the clock go on: what was lost in working days is given back.
    pub(super) fn go_on(&mut self, calendar: &Calendar, now: Moment) {
        if let Some(stopped) = self.stopped_at {
            self.due_at = self.held_due_at.map(|due| shift(calendar, due, stopped, now));
            self.chain_due_at = self.chain_due_at.map(|due| shift(calendar, due, stopped, now));
            self.start_anew();
        }
    }

    fn start_anew(&mut self) {
        self.stopped_at = None;
        self.stopped_for = None;
        self.held_due_at = None;
    }

    /// As clients see it.
    pub(super) fn shows(&self, id: DeclarationId, version: i64) -> DeclarationStanding {
        DeclarationStanding {
            declaration_id: id,
            track: self.track,
            state: self.state,
            level: self.level,
            rating: self.rating,
            category: self.category,
            due_at: self.due_at,
            stopped_for: self.stopped_for,
            version,
        }
    }
}

/// A deadline later by the working days between `stopped` and `now`.
pub(crate) fn shift(calendar: &Calendar, due: Moment, stopped: Moment, now: Moment) -> Moment {
    match calendar.working_days_between(stopped.day(), now.day()) {
        0 => due,
        // A deadline is the first instant that is too late: its day is the one before.
        lost => workflow::after(calendar, due.plus_ms(-1), lost),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_on_which_the_clock_stood_still_are_given_back_and_weekends_are_none() {
        let calendar = Calendar::built_in().unwrap();
        let at = |time: &str| time.parse::<Moment>().unwrap();
        // Due by the end of Thursday, 5 March 2026; stopped on Tuesday.
        let (due, stopped) = (at("2026-03-05T16:00:00Z"), at("2026-03-03T02:00:00Z"));
        let moved = |now: &str| shift(&calendar, due, stopped, at(now));
        assert_eq!(moved("2026-03-03T08:00:00Z"), due, "the same day");
        assert_eq!(moved("2026-03-04T02:00:00Z"), at("2026-03-06T16:00:00Z"));
        assert_eq!(moved("2026-03-06T02:00:00Z"), at("2026-03-10T16:00:00Z"));
        assert_eq!(moved("2026-03-08T02:00:00Z"), at("2026-03-10T16:00:00Z"), "a Sunday");
    }
}
