//! Days in the forms that a roster of a real site holds.

use proptest::prelude::*;

use super::*;

const RANGE: RangeInclusive<Date> = date!(1900 - 01 - 01)..=date!(2030 - 12 - 31);
const MARCH_5: Date = date!(2026 - 03 - 05);

fn read(raw: &str) -> Result<Date, DayFault> {
    parse(raw, &RANGE)
}

#[test]
fn a_day_is_read_in_every_common_form() {
    for raw in [
        "2026-3-5",
        "2026-03-05",
        "2026/03/05",
        "2026.3.5",
        "2026。3。5",
        "20260305",
        "2026年3月5日",
        "2026 年 3 月 5 号",
        "2026年03月05",
        "２０２６－０３－０５",
        "２０２６年３月５日",
        " 2026 - 3 - 5 \n",
    ] {
        assert_eq!(read(raw), Ok(MARCH_5), "{raw}");
    }
}

#[test]
fn each_fault_has_its_own_name() {
    for (raw, fault) in [
        (" \u{3000}", DayFault::Empty),
        ("3/5/2026", DayFault::Ambiguous),
        ("05.03.2026", DayFault::Ambiguous),
        ("26-3-5", DayFault::ShortYear),
        ("26年3月5日", DayFault::ShortYear),
        ("2026-3", DayFault::NoDay),
        ("2026年3月", DayFault::NoDay),
        ("46086", DayFault::LooksLikeSerial),
        ("2026-02-29", DayFault::NoSuchDay),
        ("20261301", DayFault::NoSuchDay),
        ("2026-3/5", DayFault::Unreadable),
        ("2026-3-5-1", DayFault::Unreadable),
        ("2026 3 5", DayFault::Unreadable),
        ("去年三月", DayFault::Unreadable),
        ("-2026-3-5", DayFault::Unreadable),
    ] {
        assert_eq!(read(raw), Err(fault), "{raw}");
    }
}

#[test]
fn a_day_outside_the_range_names_the_range() {
    let fault = read("2031-01-01").unwrap_err();
    assert_eq!(fault, DayFault::OutOfRange { earliest: *RANGE.start(), latest: *RANGE.end() });
    assert!(fault.to_string().contains("1900-01-01 and 2030-12-31"));
    assert!(!fault.chinese().contains("2031"));
}

#[test]
fn a_number_cell_is_a_serial_or_eight_digits() {
    for (cell, day) in [
        (1.0, date!(1900 - 01 - 01)),
        (59.0, date!(1900 - 02 - 28)),
        (61.0, date!(1900 - 03 - 01)),
        (46086.0, MARCH_5),
        (46086.75, MARCH_5),
        (20_260_305.0, MARCH_5),
    ] {
        assert_eq!(parse_cell_number(cell, &RANGE), Ok(day), "{cell}");
    }
}

#[test]
fn a_number_cell_that_is_no_day_is_refused() {
    assert_eq!(parse_cell_number(60.0, &RANGE), Err(DayFault::NoSuchDay));
    for cell in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300, 3_000_000.0] {
        assert_eq!(parse_cell_number(cell, &RANGE), Err(DayFault::Unreadable), "{cell}");
    }
}

proptest! {
    #[test]
    fn every_day_is_read_in_every_form(after in 0_i64..47_000) {
        let date = *RANGE.start() + Duration::days(after);
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        for text in [
            format!("{year}-{month}-{day}"),
            format!("{year}/{month:02}/{day:02}"),
            format!("{year}{month:02}{day:02}"),
            format!("{year}年{month}月{day}日"),
        ] {
            prop_assert_eq!(read(&text), Ok(date));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(raw in any::<String>(), near in "[0-9０-９年月日/. -]{1,14}") {
        for text in [&raw, &near] {
            if let Ok(date) = read(text) {
                prop_assert!(RANGE.contains(&date));
            }
        }
    }

    #[test]
    fn any_number_cell_is_read_or_refused(cell in any::<f64>(), near in 0.0..30_000_000.0) {
        for number in [cell, near] {
            if let Ok(date) = parse_cell_number(number, &RANGE) {
                prop_assert!(RANGE.contains(&date));
            }
        }
    }
}
