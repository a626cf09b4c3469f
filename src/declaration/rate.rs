//! Saying whether an answer helped (评价). What did not help goes to the desk above.

use entity::declaration::Rating;
use entity::declaration_step::DeclarationAction;
use entity::id::DeclarationId;
use poem_openapi::Object;
use serde::Deserialize;

use super::advance::{DeclarationStanding, Wish, advance};
use super::error::DeclarationError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::DeclareForOwn;
use crate::store::At;

/// What a household says of an answer.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct DeclarationRating {
    /// Whether it helped.
    pub rating: Rating,
    /// What is still missing, in own words.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: Option<String>,
}

/// Rates the answer to a declaration of one's own household.
#[derive(Clone, Debug)]
pub struct Rate {
    /// Which one.
    pub id: DeclarationId,
    /// How.
    pub rating: DeclarationRating,
}

impl Command for Rate {
    type Needs = DeclareForOwn;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.rate";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<DeclareForOwn>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let action = match self.rating.rating {
            Rating::Solved => DeclarationAction::Solved,
            Rating::NotSolved => DeclarationAction::NotSolved,
        };
        let wish = Wish { words: self.rating.words, ..Wish::to(action) };
        advance(at, by, self.id, wish).await
    }
}
