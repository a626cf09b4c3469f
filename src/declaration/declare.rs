//! Declaring hardship for one's own household (自主申报).

use entity::declaration::DeclarationKind;
use entity::declaration_step::DeclarationAction;
use entity::id::{DeclarationId, MediaId, PersonId};
use poem_openapi::Object;
use serde::Deserialize;

use super::error::DeclarationError;
use super::file::{FiledDeclaration, Filing, file};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::DeclareForOwn;
use crate::store::At;

/// What a household declares.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewDeclaration {
    /// An id made by the client, for a phone without a network; made by the server when left out.
    pub declaration_id: Option<DeclarationId>,
    /// What it is about: a risk, or a service that is asked for.
    pub kind: DeclarationKind,
    /// The member whom it is about, where it is about one.
    pub person_id: Option<PersonId>,
    /// What happened, in own words; 2,000 characters by default. May be left out with a voice note.
    #[oai(validator(min_length = 1, max_length = 10000))]
    pub words: Option<String>,
    /// Own uploads that belong to it; nine by default.
    #[oai(validator(max_items = 100))]
    pub media_ids: Option<Vec<MediaId>>,
}

/// Declares for one's own household.
#[derive(Clone, Debug)]
pub struct Declare(pub NewDeclaration);

impl Command for Declare {
    type Needs = DeclareForOwn;
    type Shows = FiledDeclaration;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.declare";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<DeclareForOwn>,
    ) -> Result<Deed<FiledDeclaration>, DeclarationError> {
        let household = by.places().household.ok_or(DeclarationError::Missing)?;
        let filing = Filing {
            action: DeclarationAction::Declare,
            id: self.0.declaration_id,
            household,
            kind: self.0.kind,
            words: self.0.words,
            media: self.0.media_ids.unwrap_or_default(),
            person: self.0.person_id,
            consent: None,
            consent_by: None,
        };
        file(at, by, filing).await
    }
}
