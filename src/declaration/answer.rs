//! Answering a declaration (答复) in plain words.

use entity::declaration_step::DeclarationAction;
use entity::id::DeclarationId;
use poem_openapi::Object;
use serde::Deserialize;

use super::advance::{DeclarationStanding, Wish, advance};
use super::error::DeclarationError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::HandleDeclarations;
use crate::store::At;

/// What a household is answered.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct DeclarationAnswer {
    /// What was done or arranged, in plain words that can be read aloud.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// Answers a declaration.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Which one.
    pub id: DeclarationId,
    /// With what.
    pub answer: DeclarationAnswer,
}

impl Command for Reply {
    type Needs = HandleDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.answer";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<HandleDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let wish = Wish::to(DeclarationAction::Answer).saying(self.answer.words);
        advance(at, by, self.id, wish).await
    }
}
