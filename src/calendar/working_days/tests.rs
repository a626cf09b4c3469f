//! The calendar on days that everybody remembers, and its laws on any day.

use proptest::prelude::*;
use time::macros::{date, datetime};

use super::*;

fn calendar() -> Calendar {
    Calendar::built_in().unwrap()
}

fn days_off(year: i32) -> usize {
    calendar()
        .exceptions
        .iter()
        .filter(|(day, exception)| day.year() == year && **exception != Exception::Workday)
        .count()
}

#[test]
fn each_year_has_the_days_off_that_were_announced() {
    assert_eq!((days_off(2025), days_off(2026)), (28, 33));
    let workdays = |year: i32| {
        let calendar = calendar();
        let worked = |exception: &Exception| *exception == Exception::Workday;
        calendar.exceptions.iter().filter(|(d, e)| d.year() == year && worked(e)).count()
    };
    assert_eq!((workdays(2025), workdays(2026), workdays(2027)), (5, 6, 0));
}

#[test]
fn a_year_without_a_notice_gives_the_statutory_thirteen_days() {
    let calendar = calendar();
    let weekdays_off =
        calendar.exceptions.keys().filter(|day| day.year() == 2027 && !is_weekend(**day)).count();
    assert_eq!(weekdays_off, 13);
    assert!(calendar.is_provisional(date!(2027 - 06 - 01)));
    assert!(!calendar.is_provisional(date!(2026 - 06 - 01)));
}

#[test]
fn a_year_has_about_two_hundred_and_fifty_working_days() {
    let calendar = calendar();
    let in_year = |eve, end| calendar.working_days_between(eve, end);
    assert_eq!(in_year(date!(2024 - 12 - 31), date!(2025 - 12 - 31)), 248);
    assert_eq!(in_year(date!(2025 - 12 - 31), date!(2026 - 12 - 31)), 248);
    assert_eq!(in_year(date!(2026 - 12 - 31), date!(2027 - 12 - 31)), 248);
}

#[test]
fn make_up_workdays_and_holidays_differ_from_their_weekday() {
    let calendar = calendar();
    assert!(calendar.is_working_day(date!(2026 - 02 - 14)), "a Saturday that is worked");
    assert!(!calendar.is_working_day(date!(2026 - 02 - 23)), "a Monday off");
    assert!(calendar.is_working_day(date!(2026 - 10 - 08)), "the day after the holiday");
    assert_eq!(calendar.holiday_name(date!(2025 - 10 - 06)), Some("国庆节、中秋节"));
    assert_eq!(calendar.holiday_name(date!(2026 - 02 - 14)), None);
    assert_eq!(calendar.source(2026), Some("国办发明电〔2025〕7号"));
}

#[test]
fn twenty_working_days_before_national_day_run_past_it() {
    let calendar = calendar();
    assert_eq!(calendar.add_working_days(date!(2026 - 09 - 30), 1), date!(2026 - 10 - 08));
    assert_eq!(calendar.add_working_days(date!(2026 - 09 - 30), 3), date!(2026 - 10 - 10));
    assert_eq!(calendar.add_working_days(date!(2026 - 09 - 18), 20), date!(2026 - 10 - 22));
}

#[test]
fn a_deadline_is_the_end_of_the_day_in_china() {
    let calendar = calendar();
    let friday = datetime!(2026-11-20 09:30 +8);
    let saturday = datetime!(2026-11-21 09:30 +8);
    let end_of_monday = datetime!(2026-11-23 16:00 UTC);
    assert_eq!(calendar.deadline(friday, 1), end_of_monday);
    assert_eq!(calendar.deadline(saturday, 1), end_of_monday);
    assert_eq!(calendar.deadline(friday, 1).offset(), UtcOffset::UTC);
    assert_eq!(calendar.deadline(friday, 0), datetime!(2026-11-20 16:00 UTC));
}

#[test]
fn the_day_of_a_start_is_the_day_in_china_not_in_greenwich() {
    let calendar = calendar();
    let late_sunday = datetime!(2026-11-22 15:59:59 UTC);
    let early_monday = datetime!(2026-11-22 16:00:00 UTC);
    assert_eq!(calendar.deadline(late_sunday, 1), datetime!(2026-11-23 16:00 UTC));
    assert_eq!(calendar.deadline(early_monday, 1), datetime!(2026-11-24 16:00 UTC));
}

#[test]
fn beyond_the_known_years_plain_weekends_are_used() {
    let calendar = calendar();
    assert_eq!(calendar.days_known_until(), date!(2027 - 12 - 31));
    assert!(calendar.is_known(date!(2027 - 12 - 31)));
    assert!(!calendar.is_known(date!(2028 - 01 - 01)));
    assert!(!calendar.is_known(date!(2024 - 12 - 31)));
    assert!(calendar.is_working_day(date!(2029 - 01 - 01)), "a Monday of an unknown year");
    assert!(!calendar.is_working_day(date!(2028 - 01 - 01)));
}

fn year_file(year: i32, provisional: bool) -> String {
    format!(
        "year = {year}\nsource = \"notice\"\nprovisional = {provisional}\n\
         holidays = [{{ name = \"元旦\", from = {year}-01-03, until = {year}-01-03 }}]\n\
         workdays = []\n"
    )
}

#[test]
fn a_notice_replaces_a_provisional_year_and_not_the_other_way() {
    let calendar = calendar().with_year_file(&year_file(2027, false)).unwrap();
    assert!(!calendar.is_provisional(date!(2027 - 06 - 01)));
    assert!(calendar.is_working_day(date!(2027 - 10 - 01)), "the provisional days are gone");
    let refused = calendar.with_year_file(&year_file(2027, true));
    assert!(matches!(refused, Err(CalendarFault::Provisional(2027))));
}

#[test]
fn a_gap_between_years_ends_the_known_run() {
    let calendar = calendar().with_year_file(&year_file(2029, false)).unwrap();
    assert_eq!(calendar.days_known_until(), date!(2027 - 12 - 31));
    assert!(calendar.is_known(date!(2029 - 06 - 01)));
    let whole = calendar.with_year_file(&year_file(2028, false)).unwrap();
    assert_eq!(whole.days_known_until(), date!(2029 - 12 - 31));
}

#[test]
fn a_directory_adds_years_and_a_bad_file_is_named() {
    let directory = std::env::temp_dir().join(format!("xinju-calendar-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("2028.toml"), year_file(2028, false)).unwrap();
    std::fs::write(directory.join("notes.txt"), "not a calendar").unwrap();
    let known = Calendar::load_dir(&directory).unwrap().days_known_until();
    std::fs::write(directory.join("2029.toml"), "year = 2029").unwrap();
    let refusal = Calendar::load_dir(&directory).unwrap_err().to_string();
    std::fs::remove_dir_all(&directory).unwrap();
    assert_eq!(known, date!(2028 - 12 - 31));
    assert!(refusal.contains("2029.toml"), "{refusal}");
    let missing = Calendar::load_dir(&directory).unwrap_err().to_string();
    assert!(missing.contains("can't be read"), "{missing}");
}

#[test]
fn the_end_of_time_is_never_passed() {
    let calendar = calendar();
    assert_eq!(calendar.add_working_days(Date::MAX, 5), Date::MAX);
    let last = datetime!(9999-12-31 23:59 UTC);
    assert_eq!(calendar.deadline(last, 5), last);
}

fn any_day() -> impl Strategy<Value = Date> {
    (date!(2024 - 06 - 01).to_julian_day()..date!(2028 - 06 - 01).to_julian_day())
        .prop_map(|day| Date::from_julian_day(day).unwrap())
}

proptest! {
    #[test]
    fn adding_and_counting_are_inverse(from in any_day(), n in 0_u16..300) {
        let calendar = calendar();
        let until = calendar.add_working_days(from, n);
        prop_assert_eq!(calendar.working_days_between(from, until), u32::from(n));
        prop_assert!(n == 0 || calendar.is_working_day(until));
    }

    #[test]
    fn more_days_and_later_starts_never_end_earlier(
        from in any_day(),
        later in 0_i64..40,
        n in 0_u16..60,
    ) {
        let calendar = calendar();
        let end = calendar.add_working_days(from, n);
        prop_assert!(end < calendar.add_working_days(from, n + 1));
        let start = from + time::Duration::days(later);
        prop_assert!(end <= calendar.add_working_days(start, n));
    }

    #[test]
    fn counting_is_the_sum_of_the_days(from in any_day(), until in any_day()) {
        let calendar = calendar();
        let days = std::iter::successors(from.next_day(), |day| day.next_day());
        let counted = days
            .take_while(|day| *day <= until)
            .filter(|day| calendar.is_working_day(*day))
            .count();
        let answer = calendar.working_days_between(from, until);
        prop_assert_eq!(usize::try_from(answer).unwrap(), counted);
    }

    #[test]
    fn a_deadline_lies_after_its_start(second in 1_717_200_000_i64..1_840_000_000, n in 0_u16..60) {
        let start = OffsetDateTime::from_unix_timestamp(second).unwrap();
        prop_assert!(calendar().deadline(start, n) > start);
    }
}
