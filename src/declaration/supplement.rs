//! Giving what was missing (补充): words, photos or a voice note, by the household or by whoever declares
//! for others.

use entity::declaration_step::DeclarationAction;
use entity::id::{DeclarationId, MediaId};
use poem_openapi::Object;
use serde::Deserialize;

use super::advance::{DeclarationStanding, Wish, advance};
use super::error::DeclarationError;
use crate::app::{Command, Deed};
use crate::auth::permission::{DeclareForOthers, DeclareForOwn};
use crate::auth::{Grant, Permission};
use crate::store::At;

/// What a household adds to its declaration.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct DeclarationSupplement {
    /// What was asked for, in own words. May be left out with a voice note.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: Option<String>,
    /// Own uploads that belong to it; nine by default.
    #[oai(validator(max_items = 100))]
    pub media_ids: Option<Vec<MediaId>>,
}

impl DeclarationSupplement {
    async fn add<P: Permission>(
        self,
        at: &At<'_>,
        by: &Grant<P>,
        id: DeclarationId,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let media = self.media_ids.unwrap_or_default();
        let wish = Wish::to(DeclarationAction::Supplement).enclosing(at, self.words, media).await?;
        advance(at, by, id, wish).await
    }
}

/// Adds to a declaration of one's own household.
#[derive(Clone, Debug)]
pub struct Supplement {
    /// Which one.
    pub id: DeclarationId,
    /// What.
    pub added: DeclarationSupplement,
}

impl Command for Supplement {
    type Needs = DeclareForOwn;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.supplement";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<DeclareForOwn>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        self.added.add(at, by, self.id).await
    }
}

/// Adds to a declaration of a household in one's own area.
#[derive(Clone, Debug)]
pub struct SupplementFor {
    /// Which one.
    pub id: DeclarationId,
    /// What.
    pub added: DeclarationSupplement,
}

impl Command for SupplementFor {
    type Needs = DeclareForOthers;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.supplement_for";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<DeclareForOthers>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        self.added.add(at, by, self.id).await
    }
}
