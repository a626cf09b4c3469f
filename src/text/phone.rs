//! Chinese phone numbers (电话号码): mobiles of eleven digits and landlines with their area code.
//!
//! The shapes follow the national numbering plan: mobiles start with 13 to 19, the area codes
//! 010 and 02x have three digits and all others four, local numbers have seven or eight.

use std::fmt;

use thiserror::Error;

use super::{Fault, digits, mask};

const MOBILE_LENGTH: usize = 11;

/// Why a phone number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PhoneFault {
    /// Nothing was written.
    #[error("The phone number is empty; write a mobile number, or a landline with its area code.")]
    Empty,
    /// A character that isn't a digit, blank or hyphen.
    #[error("The phone number holds something other than digits; write digits only.")]
    NotDigits,
    /// Starts like a mobile number and isn't one.
    #[error("A mobile number has 11 digits and starts with 13 to 19; this one has {found} digits.")]
    WrongMobile {
        /// The digits found.
        found: usize,
    },
    /// Starts with 0 like a landline and isn't one.
    #[error("A landline has an area code of 3 or 4 digits and 7 or 8 more, such as 0870-2123456.")]
    WrongLandline,
    /// Neither a mobile number nor a landline with its area code.
    #[error("This is no mobile number; a landline needs its area code, such as 0870.")]
    NoAreaCode,
}

impl Fault for PhoneFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "phone.empty",
            Self::NotDigits => "phone.not_digits",
            Self::WrongMobile { .. } => "phone.wrong_mobile",
            Self::WrongLandline => "phone.wrong_landline",
            Self::NoAreaCode => "phone.no_area_code",
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::Empty => "电话号码为空，请填写手机号或带区号的座机号。".to_owned(),
            Self::NotDigits => "电话号码里有数字以外的字符，请只填数字。".to_owned(),
            Self::WrongMobile { found } => {
                format!("手机号应为11位并以13至19开头，现在是{found}位，请核对。")
            }
            Self::WrongLandline => {
                "座机号应为3至4位区号加7至8位号码，例如0870-2123456。".to_owned()
            }
            Self::NoAreaCode => "这不是手机号；座机号请加上区号，例如0870。".to_owned(),
        }
    }
}

/// What a number rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhoneKind {
    /// A mobile phone (手机), which can receive messages.
    Mobile,
    /// A landline (座机).
    Landline,
}

/// A checked phone number. `Debug` shows it masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone {
    number: String,
    kind: PhoneKind,
}

impl Phone {
    /// Parses a number as typed. Full-width digits are folded; blanks, hyphens and the prefixes
    /// +86 and 0086 are dropped.
    ///
    /// # Errors
    /// A [`PhoneFault`] that says what shape is expected.
    pub fn parse(raw: &str) -> Result<Self, PhoneFault> {
        let typed: String = digits::compact(raw).chars().filter(|sign| *sign != '-').collect();
        let national = typed.strip_prefix("+86").or_else(|| typed.strip_prefix("0086"));
        let number = match national {
            // Abroad the 0 before an area code isn't dialled.
            Some(rest) if is_mobile(rest) || rest.starts_with('0') => rest.to_owned(),
            Some(rest) => format!("0{rest}"),
            None => typed,
        };
        if number.is_empty() {
            return Err(PhoneFault::Empty);
        }
        if !number.chars().all(|digit| digit.is_ascii_digit()) {
            return Err(PhoneFault::NotDigits);
        }
        if is_mobile(&number) {
            return Ok(Self { number, kind: PhoneKind::Mobile });
        }
        match number.chars().next() {
            Some('0') => {
                let number = landline(&number).ok_or(PhoneFault::WrongLandline)?;
                Ok(Self { number, kind: PhoneKind::Landline })
            }
            Some('1') => Err(PhoneFault::WrongMobile { found: number.len() }),
            _ => Err(PhoneFault::NoAreaCode),
        }
    }

    /// Parses a number cell of a spreadsheet. Eleven digits fit into a float, so a mobile is
    /// read as it stands; a landline has lost its leading 0 there and is refused.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_cell_number(cell: f64) -> Result<Self, PhoneFault> {
        if !cell.is_finite() || cell < 0.0 || cell.fract() != 0.0 {
            return Err(PhoneFault::NotDigits);
        }
        Self::parse(&format!("{cell:.0}"))
    }

    /// The number in its one normal form: `13812341234`, `0870-2123456`.
    pub fn normal(&self) -> &str {
        &self.number
    }

    /// What the number rings.
    pub fn kind(&self) -> PhoneKind {
        self.kind
    }

    /// The number as others may see it: 138****1234.
    pub fn masked(&self) -> String {
        mask::phone(&self.number)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Phone({})", self.masked())
    }
}

fn is_mobile(number: &str) -> bool {
    let mut digits = number.chars();
    number.len() == MOBILE_LENGTH
        && digits.next() == Some('1')
        && matches!(digits.next(), Some('3'..='9'))
        && digits.all(|digit| digit.is_ascii_digit())
}

fn landline(number: &str) -> Option<String> {
    let area_length = match number.get(1..2)? {
        // No area code starts with 01 but that of Beijing: a mobile dialled with a 0 before it
        // isn't a landline.
        "1" if number.starts_with("010") => 3,
        "2" => 3,
        "0" | "1" => return None,
        _ => 4,
    };
    let (area, local) = number.split_at_checked(area_length)?;
    (7..=8).contains(&local.len()).then(|| format!("{area}-{local}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(raw: &str) -> Result<String, PhoneFault> {
        Phone::parse(raw).map(|phone| phone.normal().to_owned())
    }

    #[test]
    fn a_mobile_is_read_however_it_is_spaced() {
        for raw in [
            "13812341234",
            "138 1234 1234",
            "138-1234-1234",
            "１３８１２３４１２３４",
            "+86 138 1234 1234",
            "＋８６-13812341234",
            "0086 13812341234",
        ] {
            assert_eq!(normal(raw).as_deref(), Ok("13812341234"), "{raw}");
        }
    }

    #[test]
    fn a_landline_is_split_after_its_area_code() {
        for (raw, expected) in [
            ("0870-2123456", "0870-2123456"),
            ("08702123456", "0870-2123456"),
            ("+86 870 2123456", "0870-2123456"),
            ("01062123456", "010-62123456"),
            ("+86 10 6212 3456", "010-62123456"),
            ("021 6212 3456", "021-62123456"),
            ("0755－26543210", "0755-26543210"),
        ] {
            assert_eq!(normal(raw).as_deref(), Ok(expected), "{raw}");
        }
    }

    #[test]
    fn each_fault_has_its_own_name() {
        for (raw, fault) in [
            (" - ", PhoneFault::Empty),
            ("1381234123a", PhoneFault::NotDigits),
            ("12812341234", PhoneFault::WrongMobile { found: 11 }),
            ("1381234123", PhoneFault::WrongMobile { found: 10 }),
            ("013812341234", PhoneFault::WrongLandline),
            ("0870212345", PhoneFault::WrongLandline),
            ("2123456", PhoneFault::NoAreaCode),
        ] {
            assert_eq!(Phone::parse(raw), Err(fault), "{raw}");
        }
    }

    #[test]
    fn a_number_cell_holds_a_mobile_but_no_landline() {
        assert_eq!(Phone::parse_cell_number(13_812_341_234.0), Phone::parse("13812341234"));
        assert_eq!(Phone::parse_cell_number(8_702_123_456.0), Err(PhoneFault::NoAreaCode));
        assert_eq!(Phone::parse_cell_number(0.5), Err(PhoneFault::NotDigits));
    }

    #[test]
    fn debug_shows_the_mask_only() {
        let phone = Phone::parse("13812341234").unwrap();
        assert_eq!(format!("{phone:?}"), "Phone(138****1234)");
        assert_eq!(phone.kind(), PhoneKind::Mobile);
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again(raw in any::<String>(), near in "[+]?[0-9０-９ -]{5,18}") {
            for text in [&raw, &near] {
                if let Ok(phone) = Phone::parse(text) {
                    prop_assert_eq!(Phone::parse(phone.normal()), Ok(phone));
                }
            }
        }

        #[test]
        fn every_mobile_and_landline_is_read(
            mobile in "1[3-9][0-9]{9}",
            landline in "0[3-9][0-9]{2}-[0-9]{7,8}",
        ) {
            prop_assert_eq!(normal(&mobile), Ok(mobile));
            prop_assert_eq!(normal(&landline), Ok(landline));
        }
    }
}
