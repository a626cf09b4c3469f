//! Routes: the chain of monitoring, from the household visit to the removed risk.

use std::sync::Arc;

use entity::id::DeclarationId;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::advance::DeclarationStanding;
use super::confirm::{Confirm, DeclarationConfirmation};
use super::removal::{self, RemovalConditions};
use super::remove_risk::{RemoveRisk, RiskRemoval};
use super::review::{DeclarationReview, Review};
use super::street_review::StreetReview;
use super::verification::{self, Verification};
use super::verify::{NewVerification, Verify};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{
    ConfirmDeclarations, ReadDeclarations, ReadMonitoring, ReviewAtStreet, ReviewDeclarations,
    VerifyDeclarations,
};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body};

/// The chain of monitoring, from the household visit to the removed risk.
#[derive(Clone, Debug)]
pub struct ChainApi(pub Arc<App>);

type Standing = Result<Answer<DeclarationStanding>>;

#[OpenApi(tag = "Tag::Declarations")]
impl ChainApi {
    /// Verify a declaration
    ///
    /// Writes down a visit to the household: the guarantees, the income, what was seen, and a photo of the
    /// signed authorisation. Never by somebody of the household or by who filed it.
    #[oai(
        path = "/declarations/:declaration_id/verification",
        method = "post",
        operation_id = "verify_declaration"
    )]
    async fn verify_declaration(
        &self,
        by: Acting<VerifyDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<NewVerification>,
    ) -> Standing {
        let deed = Verify { id: declaration_id.0, verification: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Get the verification of a declaration
    ///
    /// The last one. The household reads its own, and sees which staff read it.
    #[oai(
        path = "/declarations/:declaration_id/verification",
        method = "get",
        operation_id = "get_verification"
    )]
    async fn get_verification(
        &self,
        by: Allowed<ReadDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
    ) -> Result<Answer<Verification>> {
        Ok(Answer::new(&verification::read(&self.0, &by, declaration_id.0).await?)?)
    }

    /// Record the vote on a declaration
    ///
    /// More than half of the votes for it, and it goes on to the public notice; otherwise it is refused.
    #[oai(
        path = "/declarations/:declaration_id/review",
        method = "post",
        operation_id = "review_declaration"
    )]
    async fn review_declaration(
        &self,
        by: Acting<ReviewDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<DeclarationReview>,
    ) -> Standing {
        let deed = Review { id: declaration_id.0, review: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Review a declaration for the street
    ///
    /// Once the public notice has hung its days and every objection is answered.
    #[oai(
        path = "/declarations/:declaration_id/street-review",
        method = "post",
        operation_id = "street_review_declaration"
    )]
    async fn street_review_declaration(
        &self,
        by: Acting<ReviewAtStreet>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
    ) -> Standing {
        Ok(self.0.perform(&by, StreetReview(declaration_id.0)).await?.into())
    }

    /// Confirm a declaration for the county
    ///
    /// The household comes under monitoring. A household has one open record at a time.
    #[oai(
        path = "/declarations/:declaration_id/confirmation",
        method = "post",
        operation_id = "confirm_declaration"
    )]
    async fn confirm_declaration(
        &self,
        by: Acting<ConfirmDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<DeclarationConfirmation>,
    ) -> Standing {
        let deed = Confirm { id: declaration_id.0, confirmation: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Remove the risk
    ///
    /// When all conditions are met; the refusal lists those that are not. The record is kept.
    #[oai(
        path = "/declarations/:declaration_id/risk-removal",
        method = "post",
        operation_id = "remove_risk"
    )]
    async fn remove_risk(
        &self,
        by: Acting<ConfirmDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<RiskRemoval>,
    ) -> Standing {
        let deed = RemoveRisk { id: declaration_id.0, removal: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Get the conditions for removing the risk
    ///
    /// Each with whether it is met.
    #[oai(
        path = "/declarations/:declaration_id/removal-conditions",
        method = "get",
        operation_id = "get_removal_conditions"
    )]
    async fn get_removal_conditions(
        &self,
        by: Allowed<ReadMonitoring>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
    ) -> Result<Answer<RemovalConditions>> {
        let shown = removal::read(&self.0.view(), &by, declaration_id.0).await?;
        Ok(Answer::new(&shown)?)
    }
}
