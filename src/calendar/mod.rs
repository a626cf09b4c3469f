//! The Chinese working-day calendar (工作日历) with make-up workdays (调休).
//!
//! A day is a working day when it is a make-up workday, or a Monday to Friday that is no
//! holiday. Each year's days off come from the notice of the General Office of the State Council
//! and live in one file per year; the files of 2025 to 2027 are built in, and a directory of
//! files adds years or replaces a provisional one. Beyond the known years plain weekends are
//! used.
//!
//! A period of n working days runs out at the end (24:00 in China) of the n-th working day after
//! the day on which it began. The day of the event itself never counts, working day or not, so
//! what comes in on a Saturday and what came in the day before run out together.

mod working_days;
mod year;

pub use working_days::Calendar;
pub use year::CalendarFault;
