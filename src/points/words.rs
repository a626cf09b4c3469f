//! People's words and days on their way in: cleaned, or refused with a pointer to the field.

use crate::http::Invalid;
use crate::text::clean_line;

time::serde::format_description!(pub(crate) day, Date, "[year]-[month]-[day]");

/// Cleans one line at `pointer`; a fault is noted and leaves an empty line.
pub(crate) fn line(invalid: &mut Invalid, pointer: &str, raw: &str, chars_max: usize) -> String {
    invalid.typed(pointer, clean_line(raw, chars_max)).unwrap_or_default()
}
