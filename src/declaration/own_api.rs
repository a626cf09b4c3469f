//! Routes: what a household does with its own declaration.

use std::sync::Arc;

use entity::id::DeclarationId;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::advance::DeclarationStanding;
use super::appeal::{Appeal, DeclarationAppeal};
use super::rate::{DeclarationRating, Rate};
use super::supplement::{DeclarationSupplement, Supplement};
use super::withdraw::Withdraw;
use crate::api::Tag;
use crate::app::App;
use crate::auth::Acting;
use crate::auth::permission::DeclareForOwn;
use crate::http::{Answer, Body};

/// What a household does with its own declaration.
#[derive(Clone, Debug)]
pub struct OwnDeclarationApi(pub Arc<App>);

type Standing = Result<Answer<DeclarationStanding>>;

#[OpenApi(tag = "Tag::Declarations")]
impl OwnDeclarationApi {
    /// Take a declaration back
    ///
    /// By the household, as long as it does not hang in a public notice.
    #[oai(
        path = "/declarations/:declaration_id/withdrawal",
        method = "post",
        operation_id = "withdraw_declaration"
    )]
    async fn withdraw_declaration(
        &self,
        by: Acting<DeclareForOwn>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
    ) -> Standing {
        Ok(self.0.perform(&by, Withdraw(declaration_id.0)).await?.into())
    }

    /// Add to a declaration
    ///
    /// What the desk asked for when it returned the declaration: words, photos or a voice note.
    #[oai(
        path = "/declarations/:declaration_id/supplement",
        method = "post",
        operation_id = "supplement_declaration"
    )]
    async fn supplement_declaration(
        &self,
        by: Acting<DeclareForOwn>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<DeclarationSupplement>,
    ) -> Standing {
        let deed = Supplement { id: declaration_id.0, added: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Rate the answer to a declaration
    ///
    /// By the household. What is solved is closed; what is not goes to the desk above.
    #[oai(
        path = "/declarations/:declaration_id/rating",
        method = "post",
        operation_id = "rate_declaration"
    )]
    async fn rate_declaration(
        &self,
        by: Acting<DeclareForOwn>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<DeclarationRating>,
    ) -> Standing {
        let deed = Rate { id: declaration_id.0, rating: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Appeal against a refusal
    ///
    /// By the household, once. Another than who refused decides, at the desk above.
    #[oai(
        path = "/declarations/:declaration_id/appeal",
        method = "post",
        operation_id = "appeal_declaration"
    )]
    async fn appeal_declaration(
        &self,
        by: Acting<DeclareForOwn>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<DeclarationAppeal>,
    ) -> Standing {
        let deed = Appeal { id: declaration_id.0, appeal: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }
}
