//! Free text of one line or of many: brought to NFC, trimmed, and free of characters that can't
//! be seen.
//!
//! Control characters break databases and terminals, direction overrides make a text read
//! differently from what it holds, and invisible characters make two equal names unequal. All
//! three are refused, not removed.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;

use super::Fault;

/// Why a text is refused. Positions count characters from 1 in the trimmed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextFault {
    /// Nothing is left after trimming.
    #[error("The text is empty; write at least one character.")]
    Empty,
    /// More characters than the field holds.
    #[error("The text has {found} characters; shorten it to {max} or fewer.")]
    TooLong {
        /// The characters found.
        found: usize,
        /// The most that the field holds.
        max: usize,
    },
    /// A control character, such as NUL, or a line break in a single line.
    #[error(
        "Character {position} is a control character or line break; delete it and type it again."
    )]
    ControlCharacter {
        /// Where it stands, from 1.
        position: usize,
    },
    /// A character that changes the direction of the writing.
    #[error("Character {position} changes the direction of the writing; delete it.")]
    DirectionOverride {
        /// Where it stands, from 1.
        position: usize,
    },
    /// A character that takes no place on the screen.
    #[error("Character {position} is invisible; delete it or type the text again by hand.")]
    Invisible {
        /// Where it stands, from 1.
        position: usize,
    },
}

impl Fault for TextFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "text.empty",
            Self::TooLong { .. } => "text.too_long",
            Self::ControlCharacter { .. } => "text.control_character",
            Self::DirectionOverride { .. } => "text.direction_override",
            Self::Invisible { .. } => "text.invisible_character",
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::Empty => "内容为空，请至少填写一个字。".to_owned(),
            Self::TooLong { found, max } => {
                format!("内容有{found}个字，最多{max}个字，请缩短。")
            }
            Self::ControlCharacter { position } => {
                format!("第{position}个字符是控制字符或换行，请删除后重新填写。")
            }
            Self::DirectionOverride { position } => {
                format!("第{position}个字符会改变文字方向，请删除。")
            }
            Self::Invisible { position } => {
                format!("第{position}个字符看不见，请删除或手工重新填写。")
            }
        }
    }
}

/// Cleans one line, at most `max_chars` characters long.
///
/// White space at both ends, ideographic space and line breaks included, is cut off.
///
/// # Errors
/// A [`TextFault`] when nothing is left, when it is too long, or when it holds a control
/// character, a direction override or an invisible character.
pub fn clean_line(raw: &str, max_chars: usize) -> Result<String, TextFault> {
    clean(raw, max_chars, fault_in_line)
}

/// Cleans a text of several lines, at most `max_chars` characters long. `\n` and `\t` are
/// welcome, and so are the joiners that emoji and some scripts are written with.
///
/// # Errors
/// As [`clean_line`].
pub fn clean_text(raw: &str, max_chars: usize) -> Result<String, TextFault> {
    clean(raw, max_chars, fault_in_text)
}

type FaultAt = fn(char, usize) -> Option<TextFault>;

fn clean(raw: &str, max_chars: usize, fault_at: FaultAt) -> Result<String, TextFault> {
    let composed: String = raw.trim().nfc().collect();
    let mut found = 0;
    for character in composed.chars() {
        found += 1;
        if let Some(fault) = fault_at(character, found) {
            return Err(fault);
        }
    }
    match found {
        0 => Err(TextFault::Empty),
        _ if found > max_chars => Err(TextFault::TooLong { found, max: max_chars }),
        _ => Ok(composed),
    }
}

fn fault_in_line(character: char, position: usize) -> Option<TextFault> {
    match character {
        // The joiners have no meaning in names and labels, and would make two equal ones
        // unequal.
        '\u{200C}' | '\u{200D}' => Some(TextFault::Invisible { position }),
        _ if character.is_control() => Some(TextFault::ControlCharacter { position }),
        _ => unseen(character, position),
    }
}

fn fault_in_text(character: char, position: usize) -> Option<TextFault> {
    match character {
        '\n' | '\t' => None,
        _ if character.is_control() => Some(TextFault::ControlCharacter { position }),
        _ => unseen(character, position),
    }
}

fn unseen(character: char, position: usize) -> Option<TextFault> {
    match character {
        '\u{061C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' => Some(TextFault::DirectionOverride { position }),
        // The line and paragraph separators are line breaks under another name.
        '\u{2028}' | '\u{2029}' => Some(TextFault::ControlCharacter { position }),
        '\u{00AD}'
        | '\u{034F}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{180E}'
        | '\u{200B}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206A}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => Some(TextFault::Invisible { position }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_is_trimmed_and_composed() {
        assert_eq!(clean_line("\u{3000} e\u{301}toile \n", 10).as_deref(), Ok("étoile"));
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert_eq!(clean_line("红土新居", 4).as_deref(), Ok("红土新居"));
        let fault = clean_line("红土新居", 3);
        assert_eq!(fault, Err(TextFault::TooLong { found: 4, max: 3 }));
    }

    #[test]
    fn a_line_of_spaces_is_empty() {
        assert_eq!(clean_line(" \u{3000}\t", 10), Err(TextFault::Empty));
        assert_eq!(clean_text("\n\n", 10), Err(TextFault::Empty));
    }

    #[test]
    fn a_line_break_is_for_texts_only() {
        assert_eq!(clean_text("a\n\tb", 10).as_deref(), Ok("a\n\tb"));
        assert_eq!(clean_line("a\nb", 10), Err(TextFault::ControlCharacter { position: 2 }));
        assert_eq!(clean_line("a\u{2028}b", 10), Err(TextFault::ControlCharacter { position: 2 }));
    }

    #[test]
    fn nul_and_escape_are_refused_everywhere() {
        for bad in ["a\0b", "a\u{1b}b", "a\u{7f}b", "a\u{85}b", "a\rb"] {
            assert_eq!(clean_line(bad, 10), Err(TextFault::ControlCharacter { position: 2 }));
            assert_eq!(clean_text(bad, 10), Err(TextFault::ControlCharacter { position: 2 }));
        }
    }

    #[test]
    fn what_turns_or_hides_letters_is_refused() {
        let turned = Err(TextFault::DirectionOverride { position: 2 });
        assert_eq!(clean_line("a\u{202E}b", 10), turned);
        assert_eq!(clean_text("a\u{2066}b", 10), turned);
        let hidden = Err(TextFault::Invisible { position: 2 });
        assert_eq!(clean_line("a\u{200B}b", 10), hidden);
        assert_eq!(clean_text("a\u{FEFF}b", 10), hidden);
    }

    #[test]
    fn a_family_emoji_is_for_texts_only() {
        let family = "👨\u{200D}👩";
        assert_eq!(clean_text(family, 10).as_deref(), Ok(family));
        assert_eq!(clean_line(family, 10), Err(TextFault::Invisible { position: 2 }));
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(raw in any::<String>(), max in 0_usize..40) {
            if let Ok(once) = clean_line(&raw, max) {
                prop_assert!(once.chars().count() <= max);
                prop_assert!(!once.chars().any(char::is_control));
                prop_assert_eq!(clean_line(&once, max), Ok(once.clone()));
                prop_assert_eq!(clean_text(&once, max), Ok(once));
            }
        }

        #[test]
        fn any_text_is_cleaned_or_refused(raw in any::<String>()) {
            if let Ok(text) = clean_text(&raw, 200) {
                prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
            }
        }
    }
}
