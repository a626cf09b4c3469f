//! Appealing against a refusal (申诉): once, with words, photos or a voice note.

use entity::declaration_step::DeclarationAction;
use entity::id::{DeclarationId, MediaId};
use poem_openapi::Object;
use serde::Deserialize;

use super::advance::{DeclarationStanding, Wish, advance};
use super::error::DeclarationError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::DeclareForOwn;
use crate::store::At;

/// Why a household does not agree.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct DeclarationAppeal {
    /// Why the refusal is wrong, in own words. May be left out with a voice note.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: Option<String>,
    /// Own uploads that belong to it; nine by default.
    #[oai(validator(max_items = 100))]
    pub media_ids: Option<Vec<MediaId>>,
}

/// Appeals against the refusal of one's own declaration.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// Which one.
    pub id: DeclarationId,
    /// Why.
    pub appeal: DeclarationAppeal,
}

impl Command for Appeal {
    type Needs = DeclareForOwn;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.appeal";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<DeclareForOwn>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let DeclarationAppeal { words, media_ids } = self.appeal;
        let media = media_ids.unwrap_or_default();
        let wish = Wish::to(DeclarationAction::Appeal).enclosing(at, words, media).await?;
        advance(at, by, self.id, wish).await
    }
}
