//! One year's file: its form, and the checks that it passes before a deadline may depend on it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use thiserror::Error;
use time::{Date, Month, Weekday};
use toml::value::Datetime;

/// The years that a file may be for; anything else is a slip of the keyboard.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// Why a calendar file is refused. It is a file of the operator, so days are named.
#[derive(Debug, Error)]
pub enum CalendarFault {
    /// The directory or a file in it can't be read.
    #[error("{path} can't be read; check the path and its rights (无法读取，请检查路径和权限)")]
    Unreadable {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A fault in one file of a directory.
    #[error("{path}: {fault}")]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        #[source]
        fault: Box<CalendarFault>,
    },
    /// Not TOML, or a key is missing, unknown or of the wrong type.
    #[error("the file isn't in the form of a calendar year (文件格式不对): {0}")]
    Form(#[from] toml::de::Error),
    /// A year that can't be meant.
    #[error("year {0} must lie between 2000 and 2199 (年份应在2000至2199之间)")]
    Year(i32),
    /// No source, or a holiday without a name.
    #[error("`source` and every `name` must be filled in (出处和节日名称不能为空)")]
    NoName,
    /// A value that isn't a day, or a day that isn't in the calendar.
    #[error("{0} is no day; write it as 2026-03-05, without quotes (不是有效日期)")]
    NoDay(String),
    /// A day of another year.
    #[error("{day} isn't in {year}; move it to the file of its own year (日期不在本年内)")]
    OtherYear {
        /// The day.
        day: Date,
        /// The year of the file.
        year: i32,
    },
    /// A holiday that ends before it begins.
    #[error("the holiday from {from} until {until} ends before it begins (假期止于开始之前)")]
    Backwards {
        /// Its first day.
        from: Date,
        /// Its last day.
        until: Date,
    },
    /// A day that is named twice, as two holidays, two workdays or one of each.
    #[error("{0} is named twice; keep one entry (日期重复)")]
    Twice(Date),
    /// A make-up workday from Monday to Friday, which would be a working day anyway.
    #[error("make-up workday {0} isn't a Saturday or Sunday (调休上班日应在周六或周日)")]
    NotWeekend(Date),
    /// A provisional file for a year whose notice is already loaded.
    #[error(
        "{0} is already loaded from its notice; a provisional file can't replace it (已有正式安排)"
    )]
    Provisional(i32),
}

/// What makes a day differ from its weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Exception {
    /// A day off, with the holiday's name.
    Holiday(String),
    /// A Saturday or Sunday that is worked.
    Workday,
}

/// One checked year.
#[derive(Clone, Debug)]
pub(super) struct Year {
    pub(super) number: i32,
    pub(super) source: String,
    pub(super) provisional: bool,
    pub(super) exceptions: BTreeMap<Date, Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearFile {
    year: i32,
    source: String,
    provisional: bool,
    holidays: Vec<Holiday>,
    workdays: Vec<Datetime>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    name: String,
    from: Datetime,
    until: Datetime,
}

impl Year {
    /// Reads and checks the text of one file.
    pub(super) fn parse(text: &str) -> Result<Self, CalendarFault> {
        let file: YearFile = toml::from_str(text)?;
        if !YEARS.contains(&file.year) {
            return Err(CalendarFault::Year(file.year));
        }
        if file.source.trim().is_empty() {
            return Err(CalendarFault::NoName);
        }
        let mut year = Self {
            number: file.year,
            source: file.source,
            provisional: file.provisional,
            exceptions: BTreeMap::new(),
        };
        for holiday in &file.holidays {
            year.add_holiday(holiday)?;
        }
        for workday in &file.workdays {
            let date = year.day(workday)?;
            if !is_weekend(date) {
                return Err(CalendarFault::NotWeekend(date));
            }
            year.add(date, Exception::Workday)?;
        }
        Ok(year)
    }

    fn add_holiday(&mut self, holiday: &Holiday) -> Result<(), CalendarFault> {
        if holiday.name.trim().is_empty() {
            return Err(CalendarFault::NoName);
        }
        let (from, until) = (self.day(&holiday.from)?, self.day(&holiday.until)?);
        if until < from {
            return Err(CalendarFault::Backwards { from, until });
        }
        let days = std::iter::successors(Some(from), |day| day.next_day());
        for date in days.take_while(|day| *day <= until) {
            self.add(date, Exception::Holiday(holiday.name.clone()))?;
        }
        Ok(())
    }

    fn add(&mut self, date: Date, exception: Exception) -> Result<(), CalendarFault> {
        match self.exceptions.insert(date, exception) {
            Some(_) => Err(CalendarFault::Twice(date)),
            None => Ok(()),
        }
    }

    fn day(&self, written: &Datetime) -> Result<Date, CalendarFault> {
        let no_day = || CalendarFault::NoDay(written.to_string());
        let (Some(day), None) = (written.date, written.time) else {
            return Err(no_day());
        };
        let month = Month::try_from(day.month).map_err(|_| no_day())?;
        let date =
            Date::from_calendar_date(i32::from(day.year), month, day.day).map_err(|_| no_day())?;
        if date.year() == self.number {
            Ok(date)
        } else {
            Err(CalendarFault::OtherYear { day: date, year: self.number })
        }
    }
}

/// Saturday or Sunday.
pub(super) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(holidays: &str, workdays: &str) -> String {
        format!(
            "year = 2028\nsource = \"notice\"\nprovisional = false\n\
             holidays = [{holidays}]\nworkdays = [{workdays}]\n"
        )
    }

    fn refusal(holidays: &str, workdays: &str) -> String {
        Year::parse(&file(holidays, workdays)).unwrap_err().to_string()
    }

    const NEW_YEAR: &str = "{ name = \"元旦\", from = 2028-01-01, until = 2028-01-03 }";

    #[test]
    fn a_sound_file_is_read() {
        let year = Year::parse(&file(NEW_YEAR, "2028-01-08")).unwrap();
        assert_eq!((year.number, year.exceptions.len(), year.provisional), (2028, 4, false));
    }

    #[test]
    fn days_of_another_year_are_refused() {
        let holiday = "{ name = \"元旦\", from = 2027-12-31, until = 2028-01-03 }";
        assert!(refusal(holiday, "").starts_with("2027-12-31 isn't in 2028"));
        assert!(refusal("", "2029-01-06").starts_with("2029-01-06 isn't in 2028"));
    }

    #[test]
    fn a_day_named_twice_is_refused() {
        let twice =
            format!("{NEW_YEAR}, {{ name = \"x\", from = 2028-01-03, until = 2028-01-04 }}");
        assert!(refusal(&twice, "").starts_with("2028-01-03 is named twice"));
        assert!(refusal(NEW_YEAR, "2028-01-02").starts_with("2028-01-02 is named twice"));
        assert!(refusal("", "2028-01-08, 2028-01-08").starts_with("2028-01-08 is named twice"));
    }

    #[test]
    fn a_make_up_workday_on_a_tuesday_is_refused() {
        assert!(refusal("", "2028-01-04").starts_with("make-up workday 2028-01-04"));
    }

    #[test]
    fn a_holiday_that_runs_backwards_is_refused() {
        let holiday = "{ name = \"x\", from = 2028-01-03, until = 2028-01-01 }";
        assert!(refusal(holiday, "").contains("ends before it begins"));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        assert!(refusal("", "2028-01-08T10:00:00").contains("is no day"));
        assert!(refusal("", "2028-02-30").contains("form of a calendar year"));
        assert!(refusal("", "\"2028-01-08\"").contains("form of a calendar year"));
    }

    #[test]
    fn a_file_must_name_its_source_and_nothing_unknown() {
        let nameless = file("", "").replace("notice", " ");
        assert!(matches!(Year::parse(&nameless), Err(CalendarFault::NoName)));
        let unknown = format!("extra = 1\n{}", file("", ""));
        assert!(matches!(Year::parse(&unknown), Err(CalendarFault::Form(_))));
        let early = file("", "").replace("2028", "1028");
        assert!(matches!(Year::parse(&early), Err(CalendarFault::Year(1028))));
    }
}
