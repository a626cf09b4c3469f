//! Returning a declaration to its household (退回补充): what is missing, in plain words.

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

/// Why a declaration is returned.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct DeclarationReturn {
    /// The reason: `too_little_known`, `unreadable` or `document_missing`.
    pub reason_code: StepReason,
    /// What the household is asked for, in plain words that can be read aloud.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// Returns a declaration; its clock waits for the household.
#[derive(Clone, Debug)]
pub struct SendBack {
    /// Which one.
    pub id: DeclarationId,
    /// Why.
    pub asked: DeclarationReturn,
}

impl Command for SendBack {
    type Needs = HandleDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.return";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<HandleDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let DeclarationReturn { reason_code, words } = self.asked;
        let wish = Wish::to(DeclarationAction::Return).because(reason_code).saying(words);
        advance(at, by, self.id, wish).await
    }
}
