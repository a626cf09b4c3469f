//! Faults of typed text as field errors: the code of the fault, its own sentence in both languages.

use crate::text;

use super::Entry;
use super::problem::{FieldError, Invalid};

macro_rules! entries {
    ($($code:literal),* $(,)?) => {
        /// The refusals of typed text; the sentence comes with the fault.
        pub const ENTRIES: &[Entry] =
            &[$(Entry { status: 422, code: $code, zh: "{zh}", en: "{en}" }),*];
    };
}

entries! {
    "text.empty", "text.too_long", "text.control_character", "text.direction_override",
    "text.invisible_character",
    "name.too_short", "name.not_a_letter", "name.misplaced_dot",
    "phone.empty", "phone.not_digits", "phone.wrong_mobile", "phone.wrong_landline",
    "phone.no_area_code",
    "id_card.wrong_length", "id_card.old_number", "id_card.not_digits",
    "id_card.impossible_birth_date", "id_card.wrong_check_digit", "id_card.looks_like_float",
    "day.empty", "day.unreadable", "day.ambiguous", "day.short_year", "day.no_day",
    "day.looks_like_serial", "day.no_such_day", "day.out_of_range",
}

/// What stands for a fault that the list lacks.
static OTHER: Entry = Entry { status: 422, code: "field.value", zh: "{zh}", en: "{en}" };
static KNOWN: &[Entry] = ENTRIES;

impl Invalid {
    /// Keeps the value of `result`, or notes its fault at `pointer` in the fault's own words.
    pub fn typed<T, F: text::Fault>(
        &mut self,
        pointer: impl Into<String>,
        result: Result<T, F>,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(fault) => {
                let entry = KNOWN.iter().find(|entry| entry.code == fault.code());
                let gaps = vec![("zh", fault.chinese()), ("en", fault.to_string())];
                let pointer = pointer.into();
                self.0.push(FieldError { pointer, entry: entry.unwrap_or(&OTHER), gaps });
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_name_says_what_is_wrong_with_it() {
        let mut invalid = Invalid::default();
        assert_eq!(invalid.typed("/name", text::PersonName::parse("张3")), None);
        let noted = &invalid.0[0];
        assert_eq!((noted.entry.code, noted.pointer.as_str()), ("name.not_a_letter", "/name"));
        assert!(noted.gaps.iter().any(|(_, said)| said.contains("第2个字符")));
    }
}
