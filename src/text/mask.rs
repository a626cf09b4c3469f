//! How personal values are shown to those who need not know them (脱敏).
//!
//! One function per kind of value, and no other place that masks: 张*明, 138****1234,
//! 530***********021X. A text that doesn't look like its kind is hidden wholly.

use super::name::has_compound_surname;

/// The fewest characters that a masked number hides; a shorter one is hidden wholly.
const HIDDEN_MIN: usize = 4;

/// Masks a person's name: 张*明, 张*, 欧阳**, 阿**·**曼.
///
/// The first character stays, and the last one when there are three or more. A compound surname
/// stays whole and all of the given name is hidden. Dots and spaces stay.
pub fn name(full: &str) -> String {
    let letters = full.chars().filter(|character| !is_separator(*character)).count();
    let compound = has_compound_surname(full);
    let kept_first = match letters {
        0 | 1 => 0,
        _ if compound => 2,
        _ => 1,
    };
    let last_hidden = if letters >= 3 && !compound { letters.saturating_sub(1) } else { letters };
    let mut place = 0_usize;
    full.chars()
        .map(|character| {
            if is_separator(character) {
                return character;
            }
            let shown = place < kept_first || place >= last_hidden;
            place += 1;
            if shown { character } else { '*' }
        })
        .collect()
}

/// Masks a phone number: 138****1234; a landline keeps its area code and hides four digits:
/// 0870-****567.
pub fn phone(number: &str) -> String {
    match number.split_once('-') {
        Some((area, local)) if (3..=4).contains(&area.chars().count()) => {
            let last = local.chars().count().saturating_sub(HIDDEN_MIN).min(4);
            format!("{area}-{}", generic(local, 0, last))
        }
        _ => generic(number, 3, 4),
    }
}

/// Masks an ID-card number, first three and last four shown: 530***********021X.
pub fn id_card(number: &str) -> String {
    generic(number, 3, 4)
}

/// Shows the `first` and the `last` characters and hides what lies between, one `*` for each.
/// When fewer than four would be hidden, all are.
pub fn generic(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    let shown = first.saturating_add(last);
    let hidden = length.saturating_sub(shown);
    if hidden < HIDDEN_MIN {
        return "*".repeat(length);
    }
    let until = first.saturating_add(hidden);
    text.chars()
        .enumerate()
        .map(|(place, character)| if (first..until).contains(&place) { '*' } else { character })
        .collect()
}

fn is_separator(character: char) -> bool {
    matches!(character, '·' | ' ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_keep_their_ends() {
        for (full, masked) in [
            ("张明", "张*"),
            ("张小明", "张*明"),
            ("努尔古丽", "努**丽"),
            ("欧阳娜娜", "欧阳**"),
            ("欧阳锋", "欧阳*"),
            ("欧阳", "欧*"),
            ("阿卜杜·热合曼", "阿**·**曼"),
            ("Li Ming", "L* ***g"),
            ("张", "*"),
            ("", ""),
        ] {
            assert_eq!(name(full), masked);
        }
    }

    #[test]
    fn numbers_keep_their_ends() {
        assert_eq!(phone("13812341234"), "138****1234");
        assert_eq!(phone("0870-2123456"), "0870-****456");
        assert_eq!(phone("010-62123456"), "010-****3456");
        assert_eq!(id_card("53010219200508011X"), "530***********011X");
        assert_eq!(generic("6217000012345678", 4, 4), "6217********5678");
    }

    #[test]
    fn what_is_too_short_is_hidden_wholly() {
        assert_eq!(phone("110"), "***");
        assert_eq!(id_card("1234567890"), "**********");
        assert_eq!(generic("abcde", 1, 1), "*****");
        assert_eq!(generic("abc", usize::MAX, 1), "***");
    }

    proptest! {
        #[test]
        fn the_middle_of_a_number_never_shows(
            text in any::<String>(),
            first in 0_usize..6,
            last in 0_usize..6,
        ) {
            let masked: Vec<char> = generic(&text, first, last).chars().collect();
            let length = text.chars().count();
            prop_assert_eq!(masked.len(), length);
            let middle = first.min(length)..length.saturating_sub(last).max(first.min(length));
            prop_assert!(masked[middle].iter().all(|character| *character == '*'));
            let stars = masked.iter().filter(|character| **character == '*').count();
            prop_assert!(stars >= length.min(4));
        }

        #[test]
        fn at_most_two_characters_of_a_name_show(text in "[\u{4e00}-\u{9fff}· ]{0,20}") {
            let masked: Vec<char> = name(&text).chars().collect();
            let shown = masked.iter().filter(|c| !matches!(c, '*' | '·' | ' ')).count();
            let letters = text.chars().filter(|c| !matches!(c, '·' | ' ')).count();
            prop_assert!(shown <= 2 && (letters == 0 || shown < letters));
            prop_assert_eq!(masked.len(), text.chars().count());
        }

        #[test]
        fn a_phone_hides_at_least_four(number in "[0-9-]{0,14}") {
            let masked = phone(&number);
            let stars = masked.chars().filter(|c| *c == '*').count();
            let shown = masked.chars().filter(char::is_ascii_digit).count();
            prop_assert!(stars >= 4 || shown <= 4);
        }
    }
}
