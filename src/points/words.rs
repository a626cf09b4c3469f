//! People's words and days on their way in: cleaned, or refused with a pointer to the field.

use crate::http::{Common, FieldError, Invalid};
use crate::text::{TextFault, clean_line};

time::serde::format_description!(pub(crate) day, Date, "[year]-[month]-[day]");

/// Cleans one line at `pointer`; a fault is noted and leaves an empty line.
pub(crate) fn line(invalid: &mut Invalid, pointer: &str, raw: &str, chars_max: usize) -> String {
    match clean_line(raw, chars_max) {
        Ok(line) => line,
        Err(fault) => {
            invalid.0.push(field_error(pointer, fault));
            String::new()
        }
    }
}

fn field_error(pointer: &str, fault: TextFault) -> FieldError {
    let (common, gaps) = match fault {
        TextFault::Empty => (Common::FieldEmpty, vec![]),
        TextFault::TooLong { max, .. } => (Common::FieldTooLong, vec![("limit", max.to_string())]),
        _ => (Common::FieldCharacters, vec![]),
    };
    FieldError { pointer: pointer.to_owned(), entry: common.entry(), gaps }
}
