//! The one place where rosters meet [`crate::text`]: which reading each kind of cell gets.
//!
//! Accepted and brought into one form: full-width digits, blanks around and inside numbers, a lower-case `x`,
//! dates in several forms, and the `'` that a neutralised cell begins with. Nothing else is repaired.

use std::ops::RangeInclusive;

use time::{Date, macros::date};

pub use crate::text::{
    DayFault, Fault, IdCard, IdCardFault, NameFault, PersonName, Phone, PhoneFault, TextFault,
};

use super::model::Sex;
use super::sheet::Cell;
use crate::text::{clean_line, day, digits};

impl From<crate::text::Sex> for Sex {
    fn from(sex: crate::text::Sex) -> Self {
        match sex {
            crate::text::Sex::Male => Self::Male,
            crate::text::Sex::Female => Self::Female,
        }
    }
}

/// The days on which somebody alive can have been born.
pub fn birth_days(today: Date) -> RangeInclusive<Date> {
    date!(1900 - 01 - 01)..=today
}

/// One line of free text.
pub fn line(raw: &str, max_chars: usize) -> Result<String, TextFault> {
    clean_line(raw, max_chars)
}

/// A word of a closed vocabulary: without blanks, in ASCII where it is written full-width.
pub fn word(raw: &str) -> String {
    digits::compact(raw)
}

/// An ID-card number from a text cell.
pub fn id_card(raw: &str, today: Date) -> Result<IdCard, IdCardFault> {
    IdCard::parse_cell_text(raw, today)
}

/// A person's name.
pub fn name(raw: &str) -> Result<PersonName, NameFault> {
    PersonName::parse(raw)
}

/// A phone number from a text cell.
pub fn phone(raw: &str) -> Result<Phone, PhoneFault> {
    Phone::parse(raw)
}

/// A phone number from a number cell.
pub fn phone_number(cell: f64) -> Result<Phone, PhoneFault> {
    Phone::parse_cell_number(cell)
}

/// A birth date from a text cell.
pub fn birth_day(raw: &str, today: Date) -> Result<Date, DayFault> {
    day::parse(raw, &birth_days(today))
}

/// A birth date from a number or date cell.
pub fn birth_day_number(cell: f64, today: Date) -> Result<Date, DayFault> {
    day::parse_cell_number(cell, &birth_days(today))
}

/// Whether a spreadsheet program may take a cell that begins so for a formula.
fn begins_formula(sign: char) -> bool {
    matches!(sign, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Makes a text safe to open in a spreadsheet program (防公式注入): one that may be taken for a formula
/// gets a `'` in front.
pub fn neutralise(text: &str) -> std::borrow::Cow<'_, str> {
    if text.starts_with(begins_formula) { format!("'{text}").into() } else { text.into() }
}

/// Takes back what [`neutralise`] put in front.
pub fn restore(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(begins_formula) => rest,
        _ => text,
    }
}

/// A whole number as people write it; `None` when a fraction or too large for a cell to keep exactly.
pub fn whole_number(number: f64) -> Option<String> {
    (number.fract() == 0.0 && number.abs() < 1e15).then(|| format!("{number:.0}"))
}

/// A cell as text for people to see. A long number is shown as a spreadsheet shows it, so that the copy of
/// a rounded ID-card number can't be taken for a typed one.
pub fn display(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) if number.abs() < 1e11 || number.fract() != 0.0 => number.to_string(),
        Cell::Number(number) => match whole_number(*number) {
            Some(whole) if whole.len() <= 14 => whole,
            _ => format!("{number:.5E}"),
        },
        Cell::Date(serial) => day::parse_cell_number(*serial, &(Date::MIN..=Date::MAX))
            .map_or_else(|_| serial.to_string(), |day| day.to_string()),
        Cell::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        Cell::Error => "#N/A".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_looks_like_a_formula_is_neutralised_and_comes_back() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1"] {
            assert_eq!(neutralise(text), format!("'{text}"));
            assert_eq!(restore(&neutralise(text)), text);
        }
        for text in ["", "张明", "1-2", "'quoted"] {
            assert_eq!(neutralise(text), text);
            assert_eq!(restore(text), text);
        }
    }

    #[test]
    fn a_rounded_id_number_never_looks_typed() {
        let shown = display(&Cell::Number(530_102_199_003_071_000.0));
        assert_eq!(shown, "5.30102E17");
        assert!(id_card(&shown, date!(2026 - 01 - 01)).is_err());
        assert_eq!(display(&Cell::Number(13_800_001_111.0)), "13800001111");
        assert_eq!(display(&Cell::Date(32_874.0)), "1990-01-01");
    }
}
