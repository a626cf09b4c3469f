//! Where the owner of a staff account lives: a person of the register, or nowhere here.
//!
//! Nobody acts for their own household, so before somebody is appointed to act for households one of
//! the two must have been said. What was said is replaced, never taken back.

use entity::id::PersonId;

use super::error::IdentityError;
use crate::auth::Grant;
use crate::auth::permission::ManageAccounts;
use crate::http::{ApiError, Common, FieldError, Invalid};
use crate::store::{At, Fault};

/// What is said of where the owner lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// In the household of this person, wherever that moves.
    With(PersonId),
    /// In no household here.
    Elsewhere,
}

impl Home {
    /// What an account that says this has in `person_id` and `lives_elsewhere`.
    pub(crate) fn columns(home: Option<Self>) -> (Option<PersonId>, bool) {
        match home {
            Some(Self::With(person)) => (Some(person), false),
            Some(Self::Elsewhere) => (None, true),
            None => (None, false),
        }
    }

    /// Reads the two fields of a request; the person must live where `by` administers.
    pub(crate) async fn read(
        at: &At<'_>,
        by: &Grant<ManageAccounts>,
        (person, elsewhere): (Option<PersonId>, Option<bool>),
        invalid: &mut Invalid,
    ) -> Result<Option<Self>, Fault> {
        match (person, elsewhere.unwrap_or(false)) {
            (None, false) => Ok(None),
            (None, true) => Ok(Some(Self::Elsewhere)),
            (Some(_), true) => {
                invalid.0.push(field("/lives_elsewhere", IdentityError::HomeTwice));
                Ok(None)
            }
            (Some(person), false) => {
                if !lives_here(at, by, person).await? {
                    invalid.add("/person_id", Common::FieldUnknown.entry());
                }
                Ok(Some(Self::With(person)))
            }
        }
    }
}

async fn lives_here(
    at: &At<'_>,
    by: &Grant<ManageAccounts>,
    person: PersonId,
) -> Result<bool, Fault> {
    let mut values = crate::params![person];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT 1 FROM person p JOIN household h ON h.id = p.household_id \
         WHERE p.id = $1 AND p.state = 'present' AND {clause}"
    );
    at.sql().exists(sql, values).await
}

/// `error` as the fault of one field.
pub(crate) fn field(pointer: &str, error: IdentityError) -> FieldError {
    let error = ApiError::from(error);
    FieldError { pointer: pointer.to_owned(), entry: error.entry, gaps: error.gaps }
}
