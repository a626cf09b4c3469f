//! Declaring on behalf of a household (他人代举), with its consent; both names are kept.

use entity::declaration::{Consent, DeclarationKind};
use entity::declaration_step::DeclarationAction;
use entity::id::{DeclarationId, HouseholdId, MediaId, PersonId};
use poem_openapi::Object;
use serde::Deserialize;

use super::error::DeclarationError;
use super::file::{FiledDeclaration, Filing, file};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::DeclareForOthers;
use crate::store::At;

/// What is declared for a household.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewDeclarationForOthers {
    /// An id made by the client, for a phone without a network; made by the server when left out.
    pub declaration_id: Option<DeclarationId>,
    /// The household.
    pub household_id: HouseholdId,
    /// The member whom it is about; the whole family when left out.
    pub person_id: Option<PersonId>,
    /// How the household agreed.
    pub consent: Consent,
    /// The name of whoever agreed; when left out, the member whom it is about, or the head of the family.
    #[oai(validator(min_length = 1, max_length = 50))]
    pub consent_by: Option<String>,
    /// What it is about: a risk, or a service that is asked for.
    pub kind: DeclarationKind,
    /// What happened; 2,000 characters by default. May be left out with a voice note.
    #[oai(validator(min_length = 1, max_length = 10000))]
    pub words: Option<String>,
    /// Own uploads that belong to it; nine by default.
    #[oai(validator(max_items = 100))]
    pub media_ids: Option<Vec<MediaId>>,
}

/// Declares for a household.
#[derive(Clone, Debug)]
pub struct DeclareFor(pub NewDeclarationForOthers);

impl Command for DeclareFor {
    type Needs = DeclareForOthers;
    type Shows = FiledDeclaration;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.declare_for";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<DeclareForOthers>,
    ) -> Result<Deed<FiledDeclaration>, DeclarationError> {
        let filing = Filing {
            action: DeclarationAction::DeclareFor,
            id: self.0.declaration_id,
            household: self.0.household_id,
            kind: self.0.kind,
            words: self.0.words,
            media: self.0.media_ids.unwrap_or_default(),
            person: self.0.person_id,
            consent: Some(self.0.consent),
            consent_by: self.0.consent_by,
        };
        file(at, by, filing).await
    }
}
