//! Counting in working days, and the deadlines that follow from it.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::Path;

use time::{Date, OffsetDateTime, Time, UtcOffset, macros::offset};

use super::year::{CalendarFault, Exception, Year, is_weekend};

/// The time of the whole of China, which has had no summer time since 1991.
const CHINA: UtcOffset = offset!(+8);

const BUILT_IN: [&str; 3] =
    [include_str!("2025.toml"), include_str!("2026.toml"), include_str!("2027.toml")];

/// The known years of working days (工作日历).
#[derive(Clone, Debug)]
pub struct Calendar {
    years: BTreeMap<i32, Year>,
    exceptions: BTreeMap<Date, Exception>,
}

impl Calendar {
    /// The calendar of the years that are built in, 2025 to 2027.
    ///
    /// # Errors
    /// None in a tested build: a fault in a built-in file.
    pub fn built_in() -> Result<Self, CalendarFault> {
        let empty = Self { years: BTreeMap::new(), exceptions: BTreeMap::new() };
        BUILT_IN.into_iter().try_fold(empty, Self::with_year_file)
    }

    /// The built-in years, and those of every `*.toml` file in `directory`, in the order of
    /// their names.
    ///
    /// # Errors
    /// When the directory or a file can't be read, or a file doesn't pass the checks of
    /// [`Self::with_year_file`]; the message names the file.
    pub fn load_dir(directory: &Path) -> Result<Self, CalendarFault> {
        let unreadable =
            |path: &Path, source| CalendarFault::Unreadable { path: path.into(), source };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(directory).map_err(|source| unreadable(directory, source))? {
            let path = entry.map_err(|source| unreadable(directory, source))?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
        paths.sort();
        let mut calendar = Self::built_in()?;
        for path in paths {
            let text =
                std::fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
            calendar = calendar
                .with_year_file(&text)
                .map_err(|fault| CalendarFault::InFile { path, fault: Box::new(fault) })?;
        }
        Ok(calendar)
    }

    /// This calendar with the year of one more file, which replaces what was known of that year.
    ///
    /// # Errors
    /// When a day lies outside the year or is named twice, a make-up workday isn't on a weekend,
    /// a name is empty, or a provisional file would replace a notice.
    pub fn with_year_file(mut self, text: &str) -> Result<Self, CalendarFault> {
        let year = Year::parse(text)?;
        let final_before = self.years.get(&year.number).is_some_and(|known| !known.provisional);
        if year.provisional && final_before {
            return Err(CalendarFault::Provisional(year.number));
        }
        self.exceptions.retain(|date, _| date.year() != year.number);
        self.exceptions.extend(year.exceptions.clone());
        self.years.insert(year.number, year);
        Ok(self)
    }

    /// Whether the day is worked: a make-up workday, or a Monday to Friday that is no holiday.
    pub fn is_working_day(&self, date: Date) -> bool {
        match self.exceptions.get(&date) {
            Some(Exception::Workday) => true,
            Some(Exception::Holiday(_)) => false,
            None => !is_weekend(date),
        }
    }

    /// The name of the holiday that the day belongs to, such as 春节.
    pub fn holiday_name(&self, date: Date) -> Option<&str> {
        match self.exceptions.get(&date) {
            Some(Exception::Holiday(name)) => Some(name),
            _ => None,
        }
    }

    /// The n-th working day after `from`, which itself doesn't count; `from` when `n` is 0. The
    /// end of the year 9999 is never passed.
    pub fn add_working_days(&self, from: Date, n: u16) -> Date {
        let mut date = from;
        let mut left = n;
        while left > 0 {
            let Some(next) = date.next_day() else { return date };
            date = next;
            if self.is_working_day(date) {
                left -= 1;
            }
        }
        date
    }

    /// How many working days come after `from`, up to and including `until`; 0 when `until`
    /// isn't later. So `working_days_between(a, add_working_days(a, n))` is `n`.
    pub fn working_days_between(&self, from: Date, until: Date) -> u32 {
        if until <= from {
            return 0;
        }
        let weekdays = weekdays_through(until) - weekdays_through(from);
        let range = (Bound::Excluded(from), Bound::Included(until));
        let shift: i32 = self
            .exceptions
            .range(range)
            .map(|(date, exception)| match exception {
                Exception::Workday => 1,
                Exception::Holiday(_) if is_weekend(*date) => 0,
                Exception::Holiday(_) => -1,
            })
            .sum();
        u32::try_from(weekdays + shift).unwrap_or(0)
    }

    /// The instant, in UTC, at which a period of `n` working days that began at `start` runs
    /// out.
    ///
    /// The rule: take the day of `start` in China; it doesn't count, even when it is a working
    /// day. The period ends with the n-th working day after it, at 24:00 in China, which is the
    /// first instant that is too late. What begins on a holiday or weekend therefore counts from
    /// the next working day. With `n` = 0 it ends with the day of `start`.
    pub fn deadline(&self, start: OffsetDateTime, n: u16) -> OffsetDateTime {
        // Only the last hours of the year 9999 have no Chinese day and no next day.
        let Some(local) = start.checked_to_offset(CHINA) else { return start };
        let Some(day_after) = self.add_working_days(local.date(), n).next_day() else {
            return start;
        };
        day_after
            .with_time(Time::MIDNIGHT)
            .assume_offset(CHINA)
            .checked_to_offset(UtcOffset::UTC)
            .unwrap_or(start)
    }

    /// The last day of the unbroken run of known years.
    pub fn days_known_until(&self) -> Date {
        let mut known = self.years.keys().copied();
        let first = known.next().unwrap_or(Date::MIN.year());
        let last = known.fold(first, |last, year| if year == last + 1 { year } else { last });
        Date::from_ordinal_date(last + 1, 1).ok().and_then(Date::previous_day).unwrap_or(Date::MIN)
    }

    /// Whether the holidays of the day's year are known; when not, plain weekends are used.
    pub fn is_known(&self, date: Date) -> bool {
        self.years.contains_key(&date.year())
    }

    /// Whether the day's year is known from the law only, and not yet from its notice.
    pub fn is_provisional(&self, date: Date) -> bool {
        self.years.get(&date.year()).is_some_and(|year| year.provisional)
    }

    /// Where the days of a year are taken from: the number of the notice.
    pub fn source(&self, year: i32) -> Option<&str> {
        self.years.get(&year).map(|known| known.source.as_str())
    }
}

/// Mondays to Fridays from a fixed Monday long ago through `date`: Julian day 0 was a Monday.
fn weekdays_through(date: Date) -> i32 {
    let day = date.to_julian_day();
    day.div_euclid(7) * 5 + (day.rem_euclid(7) + 1).min(5)
}

#[cfg(test)]
mod tests;
