//! Words of staff about a household: cleaned when they come in, sealed where they are about people.

use uuid::Uuid;

use crate::http::{Common, FieldError, Invalid};
use crate::store::Fault;
use crate::store::at::World;
use crate::store::seal::{Place, Sealed};
use crate::text::{TextFault, clean_line, clean_text};

/// Cleans a text of several lines, or notes what is wrong with it.
pub(crate) fn text(
    invalid: &mut Invalid,
    pointer: &str,
    raw: &str,
    chars_max: usize,
) -> Option<String> {
    keep(invalid, pointer, clean_text(raw, chars_max))
}

/// Cleans a text of one line, or notes what is wrong with it.
pub(crate) fn line(
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

/// Where sealed words lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    /// The table.
    pub(crate) table: &'static str,
    /// The column.
    pub(crate) column: &'static str,
}

impl At {
    fn place(self, row: Uuid) -> Place<'static> {
        Place { table: self.table, column: self.column, row }
    }

    /// Seals the words of a row.
    pub(crate) fn seal(self, world: &World, row: Uuid, plain: &str) -> Result<String, Fault> {
        let sealed = world.seal.seal(self.place(row), plain);
        sealed.map(Sealed::into_string).map_err(|fault| Fault::Damaged(fault.to_string()))
    }

    /// Opens the words of a row, where there are any.
    pub(crate) fn open(
        self,
        world: &World,
        row: Uuid,
        sealed: Option<String>,
    ) -> Result<Option<String>, Fault> {
        let open = |sealed| world.seal.open(self.place(row), &Sealed::from(sealed));
        sealed.map(open).transpose().map_err(|fault| Fault::Damaged(fault.to_string()))
    }
}
