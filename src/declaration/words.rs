//! What people say in a declaration: cleaned when it comes in, sealed as long as it lies.

use uuid::Uuid;

use crate::http::{Common, FieldError, Invalid};
use crate::store::Fault;
use crate::store::at::World;
use crate::store::seal::{Place, Sealed};
use crate::text::{TextFault, clean_line, clean_text};

/// Where words lie: a table and its column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    table: &'static str,
    column: &'static str,
}

/// The household's own words.
pub(super) const OWN: Kept = Kept { table: "declaration", column: "words_sealed" };
/// The words of a step.
pub(super) const STEP: Kept = Kept { table: "declaration_step", column: "words_sealed" };
/// Why a pause was asked for.
pub(super) const PAUSE: Kept = Kept { table: "declaration_pause", column: "words_sealed" };
/// Why a pause was approved or not.
pub(super) const PAUSE_DECISION: Kept =
    Kept { table: "declaration_pause", column: "decision_sealed" };
/// What proves a measure.
pub(super) const EVIDENCE: Kept = Kept { table: "measure", column: "evidence_sealed" };

/// Longest name of a person, in characters.
pub(super) const NAME_CHARS_MAX: usize = 50;

/// Cleans the words at `pointer`, or notes what is wrong with them.
pub(super) fn parse(
    invalid: &mut Invalid,
    pointer: &str,
    raw: &str,
    chars_max: usize,
) -> Option<String> {
    keep(invalid, pointer, clean_text(raw, chars_max))
}

/// Cleans the line at `pointer`, or notes what is wrong with it.
pub(super) fn parse_line(
    invalid: &mut Invalid,
    pointer: &str,
    raw: &str,
    chars_max: usize,
) -> Option<String> {
    keep(invalid, pointer, clean_line(raw, chars_max))
}

fn keep(
    invalid: &mut Invalid,
    pointer: &str,
    cleaned: Result<String, TextFault>,
) -> Option<String> {
    let fault = match cleaned {
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
    kept: Kept,
    row: Uuid,
    plain: Option<&str>,
) -> Result<Option<String>, Fault> {
    let place = Place { table: kept.table, column: kept.column, row };
    let sealed = plain.map(|plain| world.seal.seal(place, plain)).transpose();
    let sealed = sealed.map_err(|fault| Fault::Damaged(fault.to_string()))?;
    Ok(sealed.map(Sealed::into_string))
}

/// Opens the words of a row.
pub(super) fn open(
    world: &World,
    kept: Kept,
    row: Uuid,
    sealed: Option<String>,
) -> Result<Option<String>, Fault> {
    let place = Place { table: kept.table, column: kept.column, row };
    let plain = sealed.map(|sealed| world.seal.open(place, &Sealed::from(sealed))).transpose();
    plain.map_err(|fault| Fault::Damaged(fault.to_string()))
}
