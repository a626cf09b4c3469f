//! The county's confirmation (县级审定): the household comes under monitoring, with its category.

use entity::declaration::{Category, RiskKind};
use entity::declaration_step::DeclarationAction;
use entity::id::DeclarationId;
use poem_openapi::Object;
use serde::Deserialize;

use super::advance::{DeclarationStanding, Wish, take};
use super::error::DeclarationError;
use super::store;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ConfirmDeclarations;
use crate::monitoring::record;
use crate::store::At;

/// What the county confirms.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct DeclarationConfirmation {
    /// The category; the meeting's proposal when left out.
    pub category: Option<Category>,
    /// Words to the household.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: Option<String>,
}

/// Confirms for the county.
#[derive(Clone, Debug)]
pub struct Confirm {
    /// Which one.
    pub id: DeclarationId,
    /// What is confirmed.
    pub confirmation: DeclarationConfirmation,
}

impl Command for Confirm {
    type Needs = ConfirmDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.confirm";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ConfirmDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let case = store::case(at, by, self.id).await?.ok_or(DeclarationError::Missing)?;
        let DeclarationConfirmation { category, words } = self.confirmation;
        let kind = case.kind.risk().unwrap_or(RiskKind::Other);
        let wish = Wish { words, category, ..Wish::to(DeclarationAction::Confirm) };
        let taken = take(at, by, case, wish).await?;
        // The table leads here only through a meeting, which proposed a category.
        let category = taken.to.category.unwrap_or(Category::Sudden);
        let new = record::New {
            household: taken.case.household_id,
            declaration: taken.case.id,
            category,
            kind,
            by: by.caller().account,
        };
        if !record::open(at, &new).await? {
            return Err(DeclarationError::MonitoredAlready);
        }
        Ok(taken.deed())
    }
}
