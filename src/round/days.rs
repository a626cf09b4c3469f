//! The days of a round: its month, and until when each phase shall be done.

use time::{Date, Duration};

use crate::config::RoundPolicy;

/// The days of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    /// The first day of its month.
    pub(super) month: Date,
    /// The last day of the check.
    pub(super) check_by: Date,
    /// The last day of the assessment.
    pub(super) assess_by: Date,
    /// The last day of the dispatch.
    pub(super) dispatch_by: Date,
    /// The last day of the supervision.
    pub(super) supervise_by: Date,
}

impl Days {
    /// The days of a round that is opened on `today`. None of them lies before it, and none before
    /// the one that it follows, whatever the settings say.
    pub(super) fn of(policy: &RoundPolicy, today: Date) -> Self {
        let month = first(today);
        let next = following(month);
        let check_by = nth(month, policy.check_day).max(today);
        let assess_by = nth(month, policy.assess_day).max(check_by);
        let dispatch_by = next.saturating_sub(Duration::DAY).max(assess_by);
        let supervise_by = nth(next, policy.supervise_day).max(dispatch_by);
        Self { month, check_by, assess_by, dispatch_by, supervise_by }
    }
}

/// The first day of the month of `day`.
pub(super) fn first(day: Date) -> Date {
    day.saturating_sub(Duration::days(i64::from(day.day()) - 1))
}

/// The first day of the month after that of `day`.
pub(super) fn following(day: Date) -> Date {
    let length = day.month().length(day.year());
    first(day).saturating_add(Duration::days(i64::from(length)))
}

/// The first day of the month before that of `day`.
pub(super) fn preceding(day: Date) -> Date {
    first(first(day).saturating_sub(Duration::DAY))
}

fn nth(month: Date, day: u32) -> Date {
    month.saturating_add(Duration::days(i64::from(day) - 1))
}
