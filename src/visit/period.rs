//! The periods in which a household is visited: days, weeks and months that lie side by side, so that each
//! day is in exactly one of them.

use entity::colour_result::Colour;
use entity::visit_task::Cadence;
use time::{Date, Duration, Month};

use crate::config::VisitPolicy;

/// The first and the last day in which one visit is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub starts_on: Date,
    /// The last day.
    pub due_on: Date,
}

/// How often a household of this colour is visited.
pub const fn cadence(colour: Colour) -> Cadence {
    match colour {
        Colour::Red => Cadence::Daily,
        Colour::Yellow => Cadence::Weekly,
        Colour::Green => Cadence::Monthly,
    }
}

impl Period {
    /// The period of a household of this colour in which `day` lies.
    pub fn of(colour: Colour, day: Date, policy: &VisitPolicy) -> Self {
        match colour {
            Colour::Red => Self::of_days(day, policy.red_days),
            Colour::Yellow => Self::of_days(day, policy.yellow_days),
            Colour::Green => Self::of_months(day, policy.green_months),
        }
    }

    /// Days are counted from a Monday long ago, so that seven of them are a week as it is printed on
    /// calendars.
    fn of_days(day: Date, days: u32) -> Self {
        let into = i64::from(day.to_julian_day()).rem_euclid(i64::from(days.max(1)));
        let starts_on = day.saturating_sub(Duration::days(into));
        let due_on = starts_on.saturating_add(Duration::days(i64::from(days.max(1)) - 1));
        Self { starts_on, due_on }
    }

    /// Months are counted from January, so that three of them are a quarter.
    fn of_months(day: Date, months: u32) -> Self {
        let months = i32::try_from(months.max(1)).unwrap_or(1);
        let here = day.year() * 12 + i32::from(u8::from(day.month())) - 1;
        let first = here - here.rem_euclid(months);
        let after = first_day(first + months);
        Self { starts_on: first_day(first), due_on: after.saturating_sub(Duration::DAY) }
    }
}

/// The first day of the month that `day` lies in.
pub fn month_of(day: Date) -> Date {
    day.replace_day(1).unwrap_or(day)
}

/// The first day of a month, which is counted from January of the year 0.
fn first_day(month: i32) -> Date {
    let number = u8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
    let name = Month::try_from(number).unwrap_or(Month::January);
    Date::from_calendar_date(month.div_euclid(12), name, 1).unwrap_or(Date::MAX)
}
