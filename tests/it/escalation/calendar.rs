//! A small calendar of 2026 by hand, apart from the one of the service.

use time::{Date, Month, Weekday};
use xinju::calendar::Calendar;

/// Days off as the State Council set them: month, first and last day.
const OFF: &[(u8, u8, u8)] =
    &[(1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)];

/// Saturdays and Sundays that are worked.
const WORKED: &[(u8, u8)] = &[(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)];

/// A day of 2026.
pub(super) fn day(month: u8, day: u8) -> Date {
    Date::from_calendar_date(2026, Month::try_from(month).unwrap(), day).unwrap()
}

/// All days of 2026.
pub(super) fn year() -> impl Iterator<Item = Date> {
    (1..=365).map(|ordinal| Date::from_ordinal_date(2026, ordinal).unwrap())
}

fn is_worked(day: Date) -> bool {
    let (month, number) = (u8::from(day.month()), day.day());
    let is_off =
        OFF.iter().any(|(m, first, last)| *m == month && (*first..=*last).contains(&number));
    let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    WORKED.contains(&(month, number)) || !(is_off || is_weekend)
}

/// The working day that comes `number` working days after `day`.
pub(super) fn after(day: Date, number: usize) -> Date {
    let later = std::iter::successors(day.next_day(), |day| day.next_day());
    later.filter(|day| is_worked(*day)).nth(number - 1).unwrap()
}

#[test]
fn both_calendars_agree_on_each_day_of_the_year() {
    let calendar = Calendar::built_in().unwrap();
    for day in year() {
        assert_eq!(calendar.is_working_day(day), is_worked(day), "{day}");
    }
}
