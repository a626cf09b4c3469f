//! Whether a step, or the whole chain, is in time, computed when it is read.

use entity::Moment;

use crate::calendar::Calendar;

entity::codes! {
    /// Whether a step, or the whole chain, is in time.
    pub enum DeclarationClock {
        /// A whole working day or more is left (正常).
        OnTrack = "on_track",
        /// The last working day is running (临期).
        AtRisk = "at_risk",
        /// The time has run out (超期).
        Overdue = "overdue",
        /// It stands still, for a pause or an objection (暂停).
        Stopped = "stopped",
    }
}

impl DeclarationClock {
    /// How a step that runs out at `due` stands at `now`.
    pub fn of(calendar: &Calendar, now: Moment, due: Moment) -> Self {
        // A deadline is the first instant that is too late: its day is the one before.
        let last_day = due.plus_ms(-1).day();
        if now >= due {
            Self::Overdue
        } else if calendar.working_days_between(now.day(), last_day) == 0 {
            Self::AtRisk
        } else {
            Self::OnTrack
        }
    }

    /// The same for a clock that may stand still, or not be running at all.
    pub fn shown(
        calendar: &Calendar,
        now: Moment,
        due: Option<Moment>,
        is_stopped: bool,
    ) -> Option<Self> {
        if is_stopped {
            return Some(Self::Stopped);
        }
        due.map(|due| Self::of(calendar, now, due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_working_day_is_at_risk_and_the_instant_after_it_is_late() {
        let calendar = Calendar::built_in().unwrap();
        let at = |time: &str| time.parse::<Moment>().unwrap();
        let due = at("2026-03-03T16:00:00Z");
        let clock = |now: &str| DeclarationClock::of(&calendar, at(now), due);
        assert_eq!(clock("2026-03-02T15:59:59.999Z"), DeclarationClock::OnTrack);
        assert_eq!(clock("2026-03-02T16:00:00Z"), DeclarationClock::AtRisk);
        assert_eq!(clock("2026-03-03T15:59:59.999Z"), DeclarationClock::AtRisk);
        assert_eq!(clock("2026-03-03T16:00:00Z"), DeclarationClock::Overdue);
    }

    #[test]
    fn on_a_weekend_the_monday_is_still_ahead() {
        let calendar = Calendar::built_in().unwrap();
        let at = |time: &str| time.parse::<Moment>().unwrap();
        let due = at("2026-03-09T16:00:00Z");
        let saturday = at("2026-03-07T04:00:00Z");
        assert_eq!(DeclarationClock::of(&calendar, saturday, due), DeclarationClock::OnTrack);
    }
}
