//! Refusing a declaration (不予受理, 不予通过), at any step, with one of that step's reasons and plain words.

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

/// Why a declaration is refused.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct DeclarationRefusal {
    /// The reason, one of those that the present step knows.
    pub reason_code: StepReason,
    /// The reason in plain words that can be read aloud.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// Refuses a declaration.
#[derive(Clone, Debug)]
pub struct Refuse {
    /// Which one.
    pub id: DeclarationId,
    /// Why.
    pub refusal: DeclarationRefusal,
}

impl Command for Refuse {
    type Needs = HandleDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.refuse";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<HandleDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let DeclarationRefusal { reason_code, words } = self.refusal;
        let wish = Wish::to(DeclarationAction::Refuse).because(reason_code).saying(words);
        advance(at, by, self.id, wish).await
    }
}
