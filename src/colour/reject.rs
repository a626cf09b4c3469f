//! Rejecting a proposed colour: the household keeps the one that it has.

use entity::id::ColourResultId;
use poem_openapi::Object;
use serde::Deserialize;

use super::ColourError;
use super::confirm::cleaned;
use super::decide::{Verdict, decide};
use super::results::{self, ColourResult};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ConfirmColours;
use crate::store::At;

/// Why a proposed colour is not taken.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ColourRejection {
    /// The reason. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub words: String,
}

/// Rejects a result.
#[derive(Debug)]
pub(super) struct Reject {
    pub(super) result: ColourResultId,
    pub(super) rejection: ColourRejection,
}

impl Command for Reject {
    type Needs = ConfirmColours;
    type Shows = ColourResult;
    type Error = ColourError;
    const ACTION: &'static str = "colour.reject";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ConfirmColours>,
    ) -> Result<Deed<ColourResult>, ColourError> {
        let said = cleaned(Some(&self.rejection.words))?;
        let subject = decide(at, by, self.result, Verdict::Reject, said.as_deref()).await?;
        let shows = results::one(at.sql(), self.result).await?.ok_or(ColourError::Missing)?;
        Ok(Deed::new(shows, subject))
    }
}
