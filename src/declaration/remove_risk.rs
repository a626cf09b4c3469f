//! Removing the risk (风险消除): only when every condition is met; the record is kept, and the household
//! watched for a year.

use entity::declaration_step::DeclarationAction;
use entity::id::DeclarationId;
use poem_openapi::Object;
use serde::Deserialize;

use super::advance::{DESK_WORDS_CHARS_MAX, DeclarationStanding, Wish, take};
use super::error::DeclarationError;
use super::store;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ConfirmDeclarations;
use crate::http::Invalid;
use crate::monitoring::record;
use crate::store::At;
use crate::support::words;

/// Why the risk counts as removed.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct RiskRemoval {
    /// What became of the household, in plain words.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// Removes the risk of a declaration's household.
#[derive(Clone, Debug)]
pub struct RemoveRisk {
    /// Which one.
    pub id: DeclarationId,
    /// Why.
    pub removal: RiskRemoval,
}

impl Command for RemoveRisk {
    type Needs = ConfirmDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.remove_risk";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ConfirmDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let case = store::case(at, by, self.id).await?.ok_or(DeclarationError::Missing)?;
        let mut invalid = Invalid::default();
        let said = words::text(&mut invalid, "/words", &self.removal.words, DESK_WORDS_CHARS_MAX);
        invalid.check()?;
        let said = said.unwrap_or_default();
        let wish = Wish::to(DeclarationAction::RemoveRisk).saying(said.clone());
        let taken = take(at, by, case, wish).await?;
        record::close(at, taken.case.household_id, by.caller().account, &said).await?;
        Ok(taken.deed())
    }
}
