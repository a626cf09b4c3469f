//! The one-time activation code (开通码) that a household card carries: its format, not its life.
//!
//! Twelve symbols such as `7KQ4-M2XW-9TRH`: eleven random ones and a check symbol. The alphabet has
//! 29 symbols, one for each group of look-alikes, so whatever letter or digit a reader sees in the
//! print has one meaning: O is 0, I and L are 1, Z is 2, S is 5, B is 8, U is V. Eleven symbols of
//! 29 carry log2(29^11) = 53.4 bits.
//!
//! The weighted sum of all symbols is 0 modulo 29. As 29 is prime and the weights are distinct and
//! not 0, each single wrong symbol and each exchange of two symbols, adjacent or not, is
//! detected: always, not nearly always. So a slip of the finger is told apart from a wrong or used code.

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroize;

/// The symbols in order of their value; a prime number of them.
const ALPHABET: [char; 29] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K',
    'M', 'N', 'P', 'Q', 'R', 'T', 'V', 'W', 'X', 'Y',
];
const MODULUS: u32 = 29;
const RANDOM_SYMBOLS: usize = 11;
const GROUP_SYMBOLS: usize = 4;

/// A one-time activation code (开通码) whose check symbol is right.
///
/// It holds a secret: `Debug` shows nothing, dropping wipes it, and comparing is left to the keyed
/// hash under which the code is stored.
#[derive(Clone)]
pub struct ActivationCode([u8; Self::SYMBOLS]);

/// Why a typed text isn't an activation code. It never carries the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// More or fewer than twelve symbols.
    #[error("the code has 12 letters and digits; compare with the card and type it again")]
    Length,
    /// A sign that is neither a letter, a digit, a space nor a dash; places count from 1.
    #[error("sign {place} is neither a letter nor a digit; type only what the card shows")]
    Sign {
        /// Which sign of the typed text, counted from 1.
        place: usize,
    },
    /// The check symbol disagrees: at least one symbol is mistyped.
    #[error("one letter or digit is mistyped; compare with the card and type it again")]
    Check,
}

impl CodeError {
    /// The same message in plain Chinese.
    pub fn message_zh(self) -> String {
        match self {
            Self::Length => "开通码共12位，请对照户卡重新输入。".to_owned(),
            Self::Sign { place } => {
                format!("第{place}个字符不是字母或数字，请只输入卡上印的字母和数字。")
            }
            Self::Check => "有一位输错了，请对照户卡重新输入。".to_owned(),
        }
    }
}

impl ActivationCode {
    /// How many symbols a code has, the check symbol included.
    pub const SYMBOLS: usize = RANDOM_SYMBOLS + 1;
    /// How many random bits a code carries, rounded down.
    pub const RANDOM_BITS: u32 = 53;

    /// Makes a code of 16 bytes from a cryptographic random source.
    ///
    /// The bytes are one number that is divided down; the bias is below 2^-74.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let mut number = u128::from_be_bytes(bytes);
        let mut values = [0; Self::SYMBOLS];
        for value in values.iter_mut().take(RANDOM_SYMBOLS) {
            *value = u8::try_from(number % u128::from(MODULUS)).unwrap_or_default();
            number /= u128::from(MODULUS);
        }
        // The check symbol's own weight is 1, so it is simply what the sum lacks.
        let missing = (MODULUS - weighted_sum(&values)) % MODULUS;
        if let Some(check) = values.last_mut() {
            *check = u8::try_from(missing).unwrap_or_default();
        }
        Self(values)
    }

    /// Reads a typed code: case, spaces, dashes and full-width forms don't matter, and look-alikes
    /// count as the symbol that they resemble.
    ///
    /// # Errors
    /// [`CodeError`] tells which kind of slip it is; a typing error is no try against the code.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let mut values = [0; Self::SYMBOLS];
        let mut slots = values.iter_mut();
        for (index, sign) in typed.chars().enumerate().filter(|(_, sign)| !is_separator(*sign)) {
            let value = symbol_value(sign).ok_or(CodeError::Sign { place: index + 1 })?;
            *slots.next().ok_or(CodeError::Length)? = value;
        }
        if slots.next().is_some() {
            return Err(CodeError::Length);
        }
        if weighted_sum(&values) == 0 { Ok(Self(values)) } else { Err(CodeError::Check) }
    }

    /// The twelve symbols without dashes: the form that is hashed and that a link carries.
    pub fn canonical(&self) -> String {
        self.symbols().collect()
    }

    /// The form that is printed, in groups of four: `7KQ4-M2XW-9TRH`.
    pub fn printed(&self) -> String {
        let mut text = String::with_capacity(Self::SYMBOLS + 2);
        for (index, symbol) in self.symbols().enumerate() {
            if index > 0 && index % GROUP_SYMBOLS == 0 {
                text.push('-');
            }
            text.push(symbol);
        }
        text
    }

    fn symbols(&self) -> impl Iterator<Item = char> {
        self.0.iter().filter_map(|value| ALPHABET.get(usize::from(*value)).copied())
    }
}

impl FromStr for ActivationCode {
    type Err = CodeError;

    fn from_str(typed: &str) -> Result<Self, CodeError> {
        Self::parse(typed)
    }
}

impl fmt::Debug for ActivationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ActivationCode(…)")
    }
}

impl Drop for ActivationCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The sum that a right code brings to 0: the random symbols weigh 2 to 12, the check symbol 1.
fn weighted_sum(values: &[u8; ActivationCode::SYMBOLS]) -> u32 {
    values.iter().rev().zip(1_u32..).map(|(value, weight)| u32::from(*value) * weight).sum::<u32>()
        % MODULUS
}

/// Spaces, dashes, dots and invisible marks that people and keyboards put between groups.
fn is_separator(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(sign, '-' | '_' | '.' | '·' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || matches!(sign, '－' | '＿' | '．' | '。' | '\u{200B}' | '\u{FEFF}')
}

/// The value of a letter or digit, with full-width forms folded and look-alikes merged.
fn symbol_value(sign: char) -> Option<u8> {
    let narrow = match sign {
        '！'..='～' => char::from_u32(u32::from(sign) - 0xFEE0)?,
        other => other,
    };
    let symbol = match narrow.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        'U' => 'V',
        other => other,
    };
    ALPHABET.iter().position(|known| *known == symbol).and_then(|at| u8::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code_of(seed: u128) -> ActivationCode {
        ActivationCode::from_random(seed.to_be_bytes())
    }

    fn error_of(typed: &str) -> Option<CodeError> {
        ActivationCode::parse(typed).err()
    }

    proptest! {
        #[test]
        fn whatever_is_printed_is_read_back(seed: u128) {
            let code = code_of(seed);
            prop_assert_eq!(code.canonical().len(), ActivationCode::SYMBOLS);
            for form in [code.printed(), code.canonical(), code.printed().to_lowercase()] {
                let read = ActivationCode::parse(&form).unwrap();
                prop_assert_eq!(read.canonical(), code.canonical());
            }
        }

        #[test]
        fn every_single_wrong_symbol_is_a_typing_error(
            seed: u128, place in 0..ActivationCode::SYMBOLS
        ) {
            let right: Vec<char> = code_of(seed).canonical().chars().collect();
            for symbol in ALPHABET.into_iter().filter(|symbol| *symbol != right[place]) {
                let mut wrong = right.clone();
                wrong[place] = symbol;
                let typed: String = wrong.into_iter().collect();
                prop_assert_eq!(error_of(&typed), Some(CodeError::Check));
            }
        }

        #[test]
        fn every_exchange_of_two_symbols_is_a_typing_error(seed: u128) {
            let right: Vec<char> = code_of(seed).canonical().chars().collect();
            for left in 0..right.len() {
                for other in (left + 1..right.len()).filter(|other| right[left] != right[*other]) {
                    let mut wrong = right.clone();
                    wrong.swap(left, other);
                    let typed: String = wrong.into_iter().collect();
                    prop_assert_eq!(error_of(&typed), Some(CodeError::Check));
                }
            }
        }

        #[test]
        fn no_text_makes_the_parser_stumble(typed in "\\PC{0,40}") {
            if let Ok(code) = ActivationCode::parse(&typed) {
                prop_assert_eq!(code.canonical().len(), ActivationCode::SYMBOLS);
            }
        }
    }

    #[test]
    fn the_random_part_has_more_than_forty_bits() {
        let codes = u128::from(MODULUS).pow(u32::try_from(RANDOM_SYMBOLS).unwrap());
        assert_eq!(codes.ilog2(), ActivationCode::RANDOM_BITS);
        const { assert!(ActivationCode::RANDOM_BITS >= 40) };
        assert_eq!(ALPHABET.len(), usize::try_from(MODULUS).unwrap());
    }

    #[test]
    fn different_numbers_give_different_codes() {
        assert_ne!(code_of(1).canonical(), code_of(2).canonical());
        assert_eq!(code_of(0).printed(), "0000-0000-0000");
    }

    #[test]
    fn look_alikes_full_width_and_loose_spacing_are_read() {
        // 0 1 2 5 8 V in the random part, typed as what they look like.
        let values = [0, 1, 1, 2, 5, 8, 25, 0, 1, 2, 5];
        let number =
            values.into_iter().rev().fold(0_u128, |sum, value| sum * u128::from(MODULUS) + value);
        let code = code_of(number);
        let check = code.canonical().pop().unwrap();
        for typed in [
            format!("oIlz sbuO Izs{check}"),
            format!("ＯｉＬｚ－ＳＢｕ０—１２５{check}"),
            format!("\u{3000}0112.58V0·125\u{200B}{check} "),
        ] {
            let read = ActivationCode::parse(&typed).unwrap();
            assert_eq!(read.canonical(), code.canonical(), "{typed}");
        }
    }

    #[test]
    fn each_slip_has_its_own_message() {
        assert_eq!(error_of(""), Some(CodeError::Length));
        assert_eq!(error_of("0000-0000-000"), Some(CodeError::Length));
        assert_eq!(error_of("0000-0000-0000-0"), Some(CodeError::Length));
        assert_eq!(error_of("0000-0000-00?0"), Some(CodeError::Sign { place: 13 }));
        assert_eq!(error_of("0000-0000-0001"), Some(CodeError::Check));
        assert!(CodeError::Sign { place: 13 }.message_zh().contains("第13个"));
    }

    #[test]
    fn debug_output_never_shows_the_code() {
        let code = code_of(0x1234_5678_9ABC_DEF0_1234_5678_9ABC_DEF0);
        assert_eq!(format!("{code:?}"), "ActivationCode(…)");
    }
}
