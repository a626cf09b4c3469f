//! Numbers as a Chinese keyboard writes them: full-width digits, letters and signs become ASCII
//! (全角转半角).
//!
//! Used for numbers only: in a name or a sentence the full-width form is what the writer meant.

/// Folds full-width digits, letters and signs (`０`–`９`, `Ｘ`, `／`), every kind of blank and every
/// kind of hyphen to ASCII. Anything else stays as it is. Folding twice changes nothing.
pub fn fold(raw: &str) -> String {
    raw.chars().map(fold_character).collect()
}

/// [`fold`], without any blank, and without line breaks and tabs at the ends.
pub fn compact(raw: &str) -> String {
    raw.trim().chars().map(fold_character).filter(|character| *character != ' ').collect()
}

fn fold_character(character: char) -> char {
    match character {
        // Soft and low lines are not hyphens; these are all drawn as one.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - FULL_WIDTH_OFFSET).unwrap_or(character)
        }
        _ if character.is_whitespace() && !character.is_control() => ' ',
        _ => character,
    }
}

/// How far the full-width forms (U+FF01 to U+FF5E) stand above their ASCII twins.
const FULL_WIDTH_OFFSET: u32 = 0xFEE0;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn full_width_digits_and_letters_become_ascii() {
        assert_eq!(fold("０１２３４５６７８９Ｘｘ"), "0123456789Xx");
        assert_eq!(fold("２０２６／３．５"), "2026/3.5");
    }

    #[test]
    fn every_hyphen_is_one_hyphen_and_every_blank_one_blank() {
        assert_eq!(fold("a－b—c–d−e\u{3000}f\u{a0}g"), "a-b-c-d-e f g");
        assert_eq!(compact("１３８\u{3000}1234 5678"), "13812345678");
    }

    #[test]
    fn han_and_control_characters_stay() {
        assert_eq!(fold("年\t\n月"), "年\t\n月");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(raw in any::<String>()) {
            let once = fold(&raw);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert_eq!(raw.chars().count(), once.chars().count());
            let compacted = compact(&raw);
            prop_assert_eq!(compact(&compacted), compacted);
        }
    }
}
