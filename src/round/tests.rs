//! The days of rounds, for every day on which one can be opened.

use proptest::prelude::*;
use time::macros::date;
use time::{Date, Duration};

use super::days::{Days, first, following, preceding};
use crate::config::Config;
use crate::config::RoundPolicy;

fn policy() -> RoundPolicy {
    Config::for_tests().policy.rounds
}

#[test]
fn a_round_of_november_has_the_days_of_the_county_s_schedule() {
    let days = Days::of(&policy(), date!(2026 - 11 - 01));
    let expected = Days {
        month: date!(2026 - 11 - 01),
        check_by: date!(2026 - 11 - 20),
        assess_by: date!(2026 - 11 - 25),
        dispatch_by: date!(2026 - 11 - 30),
        supervise_by: date!(2026 - 12 - 05),
    };
    assert_eq!(days, expected);
}

#[test]
fn a_round_that_is_opened_late_is_not_overdue_on_that_day() {
    let days = Days::of(&policy(), date!(2026 - 12 - 28));
    assert_eq!(days.month, date!(2026 - 12 - 01));
    assert_eq!((days.check_by, days.assess_by), (date!(2026 - 12 - 28), date!(2026 - 12 - 28)));
    assert_eq!(
        (days.dispatch_by, days.supervise_by),
        (date!(2026 - 12 - 31), date!(2027 - 01 - 05))
    );
}

proptest! {
    #[test]
    fn the_days_follow_each_other(
        offset in 0_i64..20_000, check_day in 1_u32..=28, assess_day in 1_u32..=28,
        supervise_day in 1_u32..=28,
    ) {
        let today = date!(2000 - 01 - 01) + Duration::days(offset);
        let days = Days::of(&RoundPolicy { check_day, assess_day, supervise_day }, today);
        prop_assert!(days.month <= today && today <= days.check_by);
        prop_assert!(days.check_by <= days.assess_by);
        prop_assert!(days.assess_by <= days.dispatch_by);
        prop_assert!(days.dispatch_by < days.supervise_by);
        prop_assert_eq!(first(days.supervise_by), following(today));
    }

    #[test]
    fn every_day_lies_in_one_month(offset in 0_i64..20_000) {
        let day: Date = date!(2000 - 01 - 01) + Duration::days(offset);
        prop_assert!(first(day) <= day && day < following(day));
        prop_assert_eq!(preceding(following(day)), first(day));
        prop_assert_eq!(following(preceding(day)), first(day));
    }
}
