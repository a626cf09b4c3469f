//! The resident identity card number (居民身份证号码) after GB 11643-1999.
//!
//! Eighteen characters: area (6), birth date (8), order (3, odd for men), check digit (ISO 7064
//! MOD 11-2, where 10 is written X). The area isn't compared with a list, because areas of old
//! cards no longer exist. A number that a spreadsheet has turned into a float has lost its last
//! three digits: it is named as such and never repaired.

use std::fmt;

use thiserror::Error;
use time::{Date, Month};

use super::{Fault, digits, mask};

const LENGTH: usize = 18;
const OLD_LENGTH: usize = 15;
const BIRTH_YEAR_MIN: i32 = 1900;
/// A 64-bit float keeps fifteen decimal digits whatever they are.
const SAFE_DIGITS_OF_FLOAT: usize = 15;
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS: &str = "10X98765432";

/// Why an ID-card number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdCardFault {
    /// Not eighteen characters.
    #[error("The ID-card number has {found} characters; it must have 18. Count them on the card.")]
    WrongLength {
        /// The characters found, blanks not counted.
        found: usize,
    },
    /// Fifteen digits, as on first-generation cards, which are void since 2013.
    #[error("This is an old 15-digit number; use the 18-digit number of the present card.")]
    OldNumber,
    /// A character that isn't a digit (or X in the last place).
    #[error("Character {position} of the ID-card number isn't a digit; only the last may be X.")]
    NotDigits {
        /// Where it stands, from 1, blanks not counted.
        position: usize,
    },
    /// Digits 7 to 14 aren't a day from 1900-01-01 until today.
    #[error("Digits 7 to 14 aren't a possible birth date; compare them with the card.")]
    ImpossibleBirthDate,
    /// The check digit doesn't fit the rest: a digit is wrong or two are swapped.
    #[error(
        "The check digit doesn't fit: a digit is wrong or two are swapped; compare with the card."
    )]
    WrongCheckDigit,
    /// A spreadsheet has stored the number as a float, so its last digits are lost.
    #[error(
        "The spreadsheet turned this ID-card number into a rounded number and its last digits are \
         lost; set the column to text format and type the number again from the card."
    )]
    LooksLikeFloat,
}

impl Fault for IdCardFault {
    fn code(&self) -> &'static str {
        match self {
            Self::WrongLength { .. } => "id_card.wrong_length",
            Self::OldNumber => "id_card.old_number",
            Self::NotDigits { .. } => "id_card.not_digits",
            Self::ImpossibleBirthDate => "id_card.impossible_birth_date",
            Self::WrongCheckDigit => "id_card.wrong_check_digit",
            Self::LooksLikeFloat => "id_card.looks_like_float",
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::WrongLength { found } => {
                format!("身份证号码应为18位，现在是{found}位，请对照证件核对。")
            }
            Self::OldNumber => "这是15位的旧号码，请填写现行身份证上的18位号码。".to_owned(),
            Self::NotDigits { position } => {
                format!("身份证号码第{position}位不是数字（只有最后一位可以是X），请修改。")
            }
            Self::ImpossibleBirthDate => {
                "身份证号码第7至14位不是有效的出生日期，请对照证件核对。".to_owned()
            }
            Self::WrongCheckDigit => {
                "身份证号码校验不通过：有数字写错或前后颠倒，请对照证件核对。".to_owned()
            }
            Self::LooksLikeFloat => {
                "表格软件把身份证号码当成了数值，末几位已丢失。请把该列设为文本格式，\
                 再按证件重新填写。"
                    .to_owned()
            }
        }
    }
}

/// Male or female (性别), as the seventeenth digit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Male (男): an odd order number.
    Male,
    /// Female (女): an even order number.
    Female,
}

/// A checked ID-card number (居民身份证号码). `Debug` shows it masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdCard {
    number: String,
    birth_date: Date,
    sex: Sex,
}

impl IdCard {
    /// Parses a number as typed. Full-width characters are folded, blanks dropped, a last `x`
    /// becomes `X`. The birth date must lie between 1900-01-01 and `today`.
    ///
    /// # Errors
    /// An [`IdCardFault`] that names the first thing that is wrong.
    pub fn parse(raw: &str, today: Date) -> Result<Self, IdCardFault> {
        let number = digits::compact(raw).to_ascii_uppercase();
        if is_float(&number) {
            return Err(IdCardFault::LooksLikeFloat);
        }
        check_shape(&number)?;
        let birth_date = birth_date_in(&number, today).ok_or(IdCardFault::ImpossibleBirthDate)?;
        let (first17, last) = number.split_at(LENGTH - 1);
        if !check_digit(first17).is_some_and(|digit| last.chars().eq([digit])) {
            return Err(IdCardFault::WrongCheckDigit);
        }
        let odd = first17.ends_with(['1', '3', '5', '7', '9']);
        let sex = if odd { Sex::Male } else { Sex::Female };
        Ok(Self { number, birth_date, sex })
    }

    /// Parses a text cell of a spreadsheet or a CSV file, where the number may have been a float
    /// before. As [`Self::parse`], but a wrong number that ends in `000` is taken for what is
    /// left of a float.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_cell_text(raw: &str, today: Date) -> Result<Self, IdCardFault> {
        let parsed = Self::parse(raw, today);
        let rounded = digits::compact(raw).ends_with("000");
        match parsed {
            Err(IdCardFault::WrongCheckDigit) if rounded => Err(IdCardFault::LooksLikeFloat),
            _ => parsed,
        }
    }

    /// Refuses a number cell of a spreadsheet: eighteen digits never fit into a float, so even a
    /// cell whose check digit happens to fit may not be what was typed.
    ///
    /// # Errors
    /// Always: [`IdCardFault::LooksLikeFloat`] from sixteen digits on, else what is wrong with
    /// so short a number.
    pub fn parse_cell_number(cell: f64) -> Result<Self, IdCardFault> {
        if !cell.is_finite() || cell < 0.0 {
            return Err(IdCardFault::NotDigits { position: 1 });
        }
        Err(match format!("{cell:.0}").len() {
            found if found > SAFE_DIGITS_OF_FLOAT => IdCardFault::LooksLikeFloat,
            OLD_LENGTH => IdCardFault::OldNumber,
            found => IdCardFault::WrongLength { found },
        })
    }

    /// The eighteen characters in their one normal form (upper-case X): what is sealed and
    /// indexed.
    pub fn normal(&self) -> &str {
        &self.number
    }

    /// The day of birth.
    pub fn birth_date(&self) -> Date {
        self.birth_date
    }

    /// The sex that the order number says.
    pub fn sex(&self) -> Sex {
        self.sex
    }

    /// The six digits of the area of first registration (行政区划代码).
    pub fn area_code(&self) -> &str {
        self.number.get(..6).unwrap_or_default()
    }

    /// The number as others may see it: 530***********021X.
    pub fn masked(&self) -> String {
        mask::id_card(&self.number)
    }
}

impl fmt::Debug for IdCard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "IdCard({})", self.masked())
    }
}

/// The check digit for the first seventeen digits (ISO 7064 MOD 11-2), or `None` when `first17`
/// isn't seventeen ASCII digits.
pub fn check_digit(first17: &str) -> Option<char> {
    if first17.len() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (character, weight) in first17.chars().zip(WEIGHTS) {
        sum += character.to_digit(10)? * weight;
    }
    CHECK_DIGITS.chars().nth(usize::try_from(sum % 11).ok()?)
}

/// `5.3212E+17`, `530102199205080000.0`: how spreadsheets and CSV files write a float.
fn is_float(number: &str) -> bool {
    let marked = number.contains(['E', '.']);
    let digit_first = number.starts_with(|first: char| first.is_ascii_digit());
    let plain = |character: char| character.is_ascii_digit() || "E.+-".contains(character);
    marked && digit_first && number.chars().all(plain)
}

fn check_shape(number: &str) -> Result<(), IdCardFault> {
    let found = number.chars().count();
    let wrong = number.chars().enumerate().find(|(place, character)| {
        let last = place + 1 == LENGTH;
        !(character.is_ascii_digit() || (last && *character == 'X'))
    });
    match (found, wrong) {
        (OLD_LENGTH, None) => Err(IdCardFault::OldNumber),
        (LENGTH, None) => Ok(()),
        (LENGTH, Some((place, _))) => Err(IdCardFault::NotDigits { position: place + 1 }),
        _ => Err(IdCardFault::WrongLength { found }),
    }
}

fn birth_date_in(number: &str, today: Date) -> Option<Date> {
    let year: i32 = number.get(6..10)?.parse().ok()?;
    let month: u8 = number.get(10..12)?.parse().ok()?;
    let day: u8 = number.get(12..14)?.parse().ok()?;
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    (year >= BIRTH_YEAR_MIN && date <= today).then_some(date)
}

#[cfg(test)]
mod tests;
