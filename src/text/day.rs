//! Days as people type them and as spreadsheets store them (日期).
//!
//! Year, month, day in this order, whatever stands between them: 2026-3-5, 2026/03/05, 2026.3.5,
//! 20260305, 2026年3月5日. What can be read in two ways (3/5/2026) is refused.

use std::ops::RangeInclusive;

use thiserror::Error;
use time::{Date, Duration, Month, macros::date};

use super::{Fault, digits};

/// Day 0 of the 1900 date system from its 61st day on: the system counts a 29 February 1900 that
/// never was.
const SERIAL_ORIGIN: Date = date!(1899 - 12 - 30);
/// The serial number of the 29 February 1900 that never was.
const SERIAL_FALSE_LEAP_DAY: i64 = 60;
/// The serial number of 9999-12-31, the last day that a spreadsheet knows.
const SERIAL_MAX: i64 = 2_958_465;

/// Why a day is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DayFault {
    /// Nothing was written.
    #[error("The date is empty; write it as 2026-03-05.")]
    Empty,
    /// Not a date in any form that is known here.
    #[error("This isn't a date that can be read; write it as 2026-03-05.")]
    Unreadable,
    /// The year comes last, so month and day can't be told apart.
    #[error("Month and day can't be told apart when the year comes last; write it as 2026-03-05.")]
    Ambiguous,
    /// The year has fewer than four digits.
    #[error("Write the year with four digits, such as 2026-03-05.")]
    ShortYear,
    /// A year and a month without a day.
    #[error("The day is missing; write year, month and day, such as 2026-03-05.")]
    NoDay,
    /// The day number of a spreadsheet, written as a text.
    #[error("This is the day number of a spreadsheet; set the column to date format.")]
    LooksLikeSerial,
    /// No such day, such as 30 February.
    #[error("There is no such day in the calendar; check month and day.")]
    NoSuchDay,
    /// Before the earliest or after the latest day that makes sense here.
    #[error("The date must lie between {earliest} and {latest}.")]
    OutOfRange {
        /// The first day that is accepted.
        earliest: Date,
        /// The last day that is accepted.
        latest: Date,
    },
}

impl Fault for DayFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "day.empty",
            Self::Unreadable => "day.unreadable",
            Self::Ambiguous => "day.ambiguous",
            Self::ShortYear => "day.short_year",
            Self::NoDay => "day.no_day",
            Self::LooksLikeSerial => "day.looks_like_serial",
            Self::NoSuchDay => "day.no_such_day",
            Self::OutOfRange { .. } => "day.out_of_range",
        }
    }

    fn chinese(&self) -> String {
        let sentence = match self {
            Self::Empty => "日期为空，请按2026-03-05的样式填写。",
            Self::Unreadable => "无法识别的日期，请按2026-03-05的样式填写。",
            Self::Ambiguous => "年份在后时分不清月和日，请按2026-03-05的样式填写。",
            Self::ShortYear => "年份请写四位，例如2026-03-05。",
            Self::NoDay => "缺少日，请写全年月日，例如2026-03-05。",
            Self::LooksLikeSerial => "这是表格软件的日期序号，请把该列设为日期格式。",
            Self::NoSuchDay => "日历上没有这一天，请核对月和日。",
            Self::OutOfRange { earliest, latest } => {
                return format!("日期应在{earliest}至{latest}之间，请核对。");
            }
        };
        sentence.to_owned()
    }
}

/// Parses a day as typed, and checks that it lies in `range`. Full-width characters and blanks
/// are folded, and a Chinese full stop between numbers is a point.
///
/// # Errors
/// A [`DayFault`] that says how to write the day.
pub fn parse(raw: &str, range: &RangeInclusive<Date>) -> Result<Date, DayFault> {
    let text = digits::fold(raw.trim()).replace('。', ".");
    let text = text.trim();
    if text.is_empty() {
        return Err(DayFault::Empty);
    }
    let date = match split(text) {
        Some(parts) => from_parts(&parts)?,
        None => from_digits(text)?,
    };
    in_range(date, range)
}

/// Reads a number cell of a spreadsheet: a serial number of the 1900 system, or eight digits
/// such as 20260305. The time of day is dropped.
///
/// # Errors
/// [`DayFault::Unreadable`] when it is neither, [`DayFault::NoSuchDay`] for the 29 February 1900
/// that spreadsheets count, [`DayFault::OutOfRange`].
pub fn parse_cell_number(cell: f64, range: &RangeInclusive<Date>) -> Result<Date, DayFault> {
    let whole = format!("{:.0}", cell.floor());
    let serial: i64 = whole.parse().map_err(|_| DayFault::Unreadable)?;
    let date = match serial {
        1..=SERIAL_MAX => from_serial(serial)?,
        _ => from_digits(&whole)?,
    };
    in_range(date, range)
}

fn from_serial(serial: i64) -> Result<Date, DayFault> {
    let days = match serial {
        SERIAL_FALSE_LEAP_DAY => return Err(DayFault::NoSuchDay),
        _ if serial < SERIAL_FALSE_LEAP_DAY => serial.saturating_add(1),
        _ => serial,
    };
    SERIAL_ORIGIN.checked_add(Duration::days(days)).ok_or(DayFault::NoSuchDay)
}

fn from_digits(text: &str) -> Result<Date, DayFault> {
    if !text.chars().all(|digit| digit.is_ascii_digit()) {
        return Err(DayFault::Unreadable);
    }
    match (text.len(), text.get(..4), text.get(4..6), text.get(6..)) {
        (8, Some(year), Some(month), Some(day)) => calendar_day(year, month, day),
        (5, ..) => Err(DayFault::LooksLikeSerial),
        _ => Err(DayFault::Unreadable),
    }
}

/// The numbers between the signs, which must all be the same: `-`, `/`, `.`, or 年, 月 and 日 (号).
fn split(text: &str) -> Option<Vec<&str>> {
    if let Some((year, rest)) = text.split_once('年') {
        let (month, day) = rest.split_once('月').unwrap_or((rest, ""));
        let day = day.trim();
        let day = day.strip_suffix(['日', '号']).unwrap_or(day);
        let parts = [year, month, day].map(str::trim);
        return Some(parts.into_iter().filter(|part| !part.is_empty()).collect());
    }
    ['-', '/', '.']
        .into_iter()
        .find(|sign| text.contains(*sign))
        .map(|sign| text.split(sign).map(str::trim).collect())
}

fn from_parts(parts: &[&str]) -> Result<Date, DayFault> {
    let number = |part: &&str| !part.is_empty() && part.chars().all(|sign| sign.is_ascii_digit());
    if !parts.iter().all(number) {
        return Err(DayFault::Unreadable);
    }
    match parts {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            calendar_day(year, month, day)
        }
        [first, second, year] if year.len() == 4 && first.len() <= 2 && second.len() <= 2 => {
            Err(DayFault::Ambiguous)
        }
        [first, second, third] if [first, second, third].iter().all(|part| part.len() <= 2) => {
            Err(DayFault::ShortYear)
        }
        [year, month] if year.len() == 4 && month.len() <= 2 => Err(DayFault::NoDay),
        _ => Err(DayFault::Unreadable),
    }
}

fn calendar_day(year: &str, month: &str, day: &str) -> Result<Date, DayFault> {
    let year: i32 = year.parse().map_err(|_| DayFault::Unreadable)?;
    let month: u8 = month.parse().map_err(|_| DayFault::Unreadable)?;
    let day: u8 = day.parse().map_err(|_| DayFault::Unreadable)?;
    let month = Month::try_from(month).map_err(|_| DayFault::NoSuchDay)?;
    Date::from_calendar_date(year, month, day).map_err(|_| DayFault::NoSuchDay)
}

fn in_range(date: Date, range: &RangeInclusive<Date>) -> Result<Date, DayFault> {
    if range.contains(&date) {
        return Ok(date);
    }
    Err(DayFault::OutOfRange { earliest: *range.start(), latest: *range.end() })
}

#[cfg(test)]
mod tests;
