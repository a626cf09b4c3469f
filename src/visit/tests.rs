//! The rules that need no database: periods, and the order of the stairs.

use entity::colour_result::Colour;
use entity::visit_task::Cadence;
use proptest::prelude::*;
use time::macros::date;
use time::{Date, Duration, Weekday};

use super::period::{Period, cadence, month_of};
use super::stairs::Door;
use crate::config::{Config, VisitPolicy};

const COLOURS: [Colour; 3] = [Colour::Red, Colour::Yellow, Colour::Green];

fn policy() -> VisitPolicy {
    Config::for_tests().policy.visits
}

fn period(colour: Colour, day: Date) -> Period {
    Period::of(colour, day, &policy())
}

fn days(from: Date, count: i64) -> impl Iterator<Item = Date> {
    (0..count).map(move |days| from + Duration::days(days))
}

#[test]
fn every_day_of_the_year_lies_in_exactly_one_period_of_each_colour() {
    for colour in COLOURS {
        for day in days(date!(2026 - 01 - 01), 365) {
            let own = period(colour, day);
            assert!(own.starts_on <= day && day <= own.due_on, "{colour} {day}");
            let inside = days(own.starts_on, (own.due_on - own.starts_on).whole_days() + 1);
            assert!(inside.into_iter().all(|other| period(colour, other) == own), "{colour} {day}");
            let next = period(colour, own.due_on + Duration::DAY);
            assert_eq!(next.starts_on, own.due_on + Duration::DAY, "{colour} {day}");
        }
    }
}

#[test]
fn red_is_daily_yellow_runs_from_monday_to_sunday_green_by_the_calendar() {
    let day = date!(2026 - 03 - 04);
    assert_eq!(COLOURS.map(cadence), [Cadence::Daily, Cadence::Weekly, Cadence::Monthly]);
    assert_eq!(period(Colour::Red, day), Period { starts_on: day, due_on: day });
    let week = period(Colour::Yellow, day);
    assert_eq!(
        (week.starts_on.weekday(), week.due_on.weekday()),
        (Weekday::Monday, Weekday::Sunday)
    );
    let month = period(Colour::Green, date!(2028 - 02 - 10));
    assert_eq!((month.starts_on, month.due_on), (date!(2028 - 02 - 01), date!(2028 - 02 - 29)));
    assert_eq!(month_of(date!(2026 - 12 - 31)), date!(2026 - 12 - 01));
}

#[test]
fn a_quarter_starts_in_january() {
    let quarters = VisitPolicy { green_months: 3, ..policy() };
    let quarter = Period::of(Colour::Green, date!(2026 - 12 - 05), &quarters);
    assert_eq!(quarter.starts_on, date!(2026 - 10 - 01));
    assert_eq!(quarter.due_on, date!(2026 - 12 - 31));
}

#[test]
fn floors_come_by_number_and_units_before_rooms() {
    let mut walked = [
        Door::new("c/1/u2", "101", "H1"),
        Door::new("c/1/u10", "102", "H2"),
        Door::new("c/1/u2", "1001", "H3"),
        Door::new("c/1/u2", "1002", "H3"),
        Door::new("c/1/u2", "0901", "H4"),
        Door::new("c/1/u2", "9A", "H5"),
        Door::new("c/1/u2", "10A", "H6"),
    ];
    walked.sort();
    let rooms = walked.map(|door| door.exact().1);
    assert_eq!(rooms, ["9A", "10A", "101", "0901", "1001", "1002", "102"]);
}

proptest! {
    #[test]
    fn periods_lie_side_by_side_whatever_the_policy(
        red_days in 1_u32..=31, yellow_days in 1_u32..=31, green_months in 1_u32..=12,
        into in 0_i64..4000,
    ) {
        let some =
            VisitPolicy { red_days, yellow_days, green_months, ..policy() };
        let day = date!(2025 - 01 - 01) + Duration::days(into);
        for colour in COLOURS {
            let own = Period::of(colour, day, &some);
            prop_assert!(own.starts_on <= day && day <= own.due_on);
            prop_assert_eq!(Period::of(colour, own.starts_on, &some), own);
            prop_assert_eq!(Period::of(colour, own.due_on, &some), own);
            let after = own.due_on + Duration::DAY;
            prop_assert_eq!(Period::of(colour, after, &some).starts_on, after);
        }
    }

    #[test]
    fn the_order_of_doors_is_a_walk_without_ties(rooms in prop::collection::vec("[0-9A-B]{1,5}", 2..20)) {
        let mut doors: Vec<_> = rooms.iter().enumerate()
            .map(|(place, room)| Door::new("c/1", room, &place.to_string())).collect();
        doors.sort();
        prop_assert!(doors.windows(2).all(|pair| matches!(pair, [one, next] if one < next)));
    }
}
