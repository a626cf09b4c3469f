//! Codes of closed vocabularies as clients send them.

use crate::http::{Common, FieldError, Invalid};
use crate::roster::model::{
    Disability, Education, Employment, Ethnicity, Health, LabourCapacity, Literacy, Monitoring,
    Relation, Sex,
};
use crate::roster::vocabulary::Term;

/// A vocabulary of which the register stores the codes.
pub(super) trait Coded: Sized {
    /// Every code with its label.
    fn terms() -> &'static [Term];
    /// The value with this code.
    fn from_code(code: &str) -> Option<Self>;
}

macro_rules! coded {
    ($($name:ident),* $(,)?) => {$(
        impl Coded for $name {
            fn terms() -> &'static [Term] {
                Self::TERMS
            }
            fn from_code(code: &str) -> Option<Self> {
                Self::parse(code).filter(|value| value.code() == code)
            }
        }
    )*};
}

coded!(
    Education,
    Employment,
    Ethnicity,
    Health,
    LabourCapacity,
    Literacy,
    Monitoring,
    Relation,
    Sex,
);

impl Coded for Option<Disability> {
    fn terms() -> &'static [Term] {
        Disability::TERMS
    }
    fn from_code(code: &str) -> Option<Self> {
        Disability::parse(code).filter(|value| Disability::code(*value) == code)
    }
}

/// Reads a code, or notes which codes are allowed.
pub(super) fn read<T: Coded>(invalid: &mut Invalid, pointer: String, code: &str) -> Option<T> {
    let found = T::from_code(code);
    if found.is_none() {
        let allowed: Vec<_> = T::terms().iter().map(|term| term.code).collect();
        let gaps = vec![("allowed", allowed.join(", "))];
        invalid.0.push(FieldError { pointer, entry: Common::FieldChoice.entry(), gaps });
    }
    found
}

/// Reads a code where one was sent.
pub(super) fn read_some<T: Coded>(
    invalid: &mut Invalid,
    pointer: String,
    code: Option<&str>,
) -> Option<T> {
    code.and_then(|code| read(invalid, pointer, code))
}
