//! What people say in a declaration: cleaned when it comes in, sealed as long as it lies.

use uuid::Uuid;

use crate::http::{Common, FieldError, Invalid};
use crate::store::Fault;
use crate::store::at::World;
use crate::store::seal::{Place, Sealed};
use crate::text::{TextFault, clean_text};

/// Where the household's own words lie.
pub(super) const OWN: &str = "declaration";
/// Where the words of a step lie.
pub(super) const STEP: &str = "declaration_step";

const COLUMN: &str = "words_sealed";

/// Cleans the words at `pointer`, or notes what is wrong with them.
pub(super) fn parse(
    invalid: &mut Invalid,
    pointer: &str,
    raw: &str,
    chars_max: usize,
) -> Option<String> {
    let fault = match clean_text(raw, chars_max) {
        Ok(clean) => return Some(clean),
        Err(fault) => fault,
    };
    let (common, gaps) = match fault {
        TextFault::Empty => (Common::FieldEmpty, vec![]),
        TextFault::TooLong { max, .. } => (Common::FieldTooLong, vec![("limit", max.to_string())]),
        _ => (Common::FieldCharacters, vec![]),
    };
    invalid.0.push(FieldError { pointer: pointer.to_owned(), entry: common.entry(), gaps });
    None
}

/// Seals the words of a row.
pub(super) fn seal(
    world: &World,
    table: &'static str,
    row: Uuid,
    plain: Option<&str>,
) -> Result<Option<String>, Fault> {
    let place = Place { table, column: COLUMN, row };
    let sealed = plain.map(|plain| world.seal.seal(place, plain)).transpose();
    let sealed = sealed.map_err(|fault| Fault::Damaged(fault.to_string()))?;
    Ok(sealed.map(Sealed::into_string))
}

/// Opens the words of a row.
pub(super) fn open(
    world: &World,
    table: &'static str,
    row: Uuid,
    sealed: Option<String>,
) -> Result<Option<String>, Fault> {
    let place = Place { table, column: COLUMN, row };
    let plain = sealed.map(|sealed| world.seal.open(place, &Sealed::from(sealed))).transpose();
    plain.map_err(|fault| Fault::Damaged(fault.to_string()))
}
