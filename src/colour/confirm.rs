//! Confirming a proposed colour: the household has it from now on.

use entity::id::ColourResultId;
use poem_openapi::Object;
use serde::Deserialize;

use super::ColourError;
use super::decide::{Verdict, WORDS_CHARS_MAX, decide};
use super::results::{self, ColourResult};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ConfirmColours;
use crate::http::Invalid;
use crate::store::At;
use crate::support::words;

/// What is said with a confirmation.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ColourConfirmation {
    /// Words that are kept with it, if any. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub words: Option<String>,
}

/// Confirms a result.
#[derive(Debug)]
pub(super) struct Confirm {
    pub(super) result: ColourResultId,
    pub(super) confirmation: ColourConfirmation,
}

impl Command for Confirm {
    type Needs = ConfirmColours;
    type Shows = ColourResult;
    type Error = ColourError;
    const ACTION: &'static str = "colour.confirm";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ConfirmColours>,
    ) -> Result<Deed<ColourResult>, ColourError> {
        let said = cleaned(self.confirmation.words.as_deref())?;
        let subject = decide(at, by, self.result, Verdict::Confirm, said.as_deref()).await?;
        let shows = results::one(at.sql(), self.result).await?.ok_or(ColourError::Missing)?;
        Ok(Deed::new(shows, subject))
    }
}

/// The words as they are kept.
pub(super) fn cleaned(raw: Option<&str>) -> Result<Option<String>, Invalid> {
    let mut invalid = Invalid::default();
    let said = raw.and_then(|raw| words::text(&mut invalid, "/words", raw, WORDS_CHARS_MAX));
    invalid.check()?;
    Ok(said)
}
