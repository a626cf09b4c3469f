//! Giving a declaration to the level above (转办), so that the household need not go there itself.

use entity::declaration_step::{DeclarationAction, StepReason};
use entity::id::DeclarationId;
use poem_openapi::Object;
use serde::Deserialize;

use super::advance::{DeclarationStanding, Wish, advance};
use super::error::DeclarationError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::HandleDeclarations;
use crate::store::At;

/// Why a declaration goes to the level above.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct DeclarationReferral {
    /// What the household is told of it, in plain words that can be read aloud.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// Gives a declaration to the level above.
#[derive(Clone, Debug)]
pub struct Refer {
    /// Which one.
    pub id: DeclarationId,
    /// Why.
    pub referral: DeclarationReferral,
}

impl Command for Refer {
    type Needs = HandleDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.refer";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<HandleDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        // The row knows one reason, so nobody has to choose it.
        let wish = Wish::to(DeclarationAction::Refer).because(StepReason::OtherOffice);
        advance(at, by, self.id, wish.saying(self.referral.words)).await
    }
}
