//! Finding that a declaration asks for a service (转为服务事项): it is answered instead of reviewed.

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

/// Why a declaration goes the short way.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct DeclarationReclassification {
    /// What the household is told of it, in plain words that can be read aloud.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// Puts a declaration on the way of services.
#[derive(Clone, Debug)]
pub struct Reclassify {
    /// Which one.
    pub id: DeclarationId,
    /// Why.
    pub finding: DeclarationReclassification,
}

impl Command for Reclassify {
    type Needs = HandleDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.reclassify";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<HandleDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        // The row knows one reason, so nobody has to choose it.
        let wish = Wish::to(DeclarationAction::Reclassify).because(StepReason::ServiceMatter);
        advance(at, by, self.id, wish.saying(self.finding.words)).await
    }
}
