//! Routes: what desks do with a declaration.

use std::sync::Arc;

use entity::id::{DeclarationId, PauseId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::accept::Accept;
use super::advance::DeclarationStanding;
use super::answer::{DeclarationAnswer, Reply};
use super::decide_appeal::{AppealDecision, DecideAppeal};
use super::decide_pause::{DecidePause, PauseDecision};
use super::green::{GreenChannel, TakeAhead};
use super::reclassify::{DeclarationReclassification, Reclassify};
use super::refer::{DeclarationReferral, Refer};
use super::refuse::{DeclarationRefusal, Refuse};
use super::request_pause::{PauseAsked, PauseRequest, RequestPause};
use super::resume::Resume;
use super::send_back::{DeclarationReturn, SendBack};
use crate::api::Tag;
use crate::app::App;
use crate::auth::Acting;
use crate::auth::permission::{ApprovePauses, HandleDeclarations};
use crate::http::{Answer, Body, Created};

/// What desks do with a declaration.
#[derive(Clone, Debug)]
pub struct DeskApi(pub Arc<App>);

type Standing = Result<Answer<DeclarationStanding>>;

#[OpenApi(tag = "Tag::Declarations")]
impl DeskApi {
    /// Accept a declaration
    ///
    /// By the desk at which it lies, or one above; never by somebody of the household or by who filed it.
    #[oai(
        path = "/declarations/:declaration_id/acceptance",
        method = "post",
        operation_id = "accept_declaration"
    )]
    async fn accept_declaration(
        &self,
        by: Acting<HandleDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
    ) -> Standing {
        Ok(self.0.perform(&by, Accept(declaration_id.0)).await?.into())
    }

    /// Return a declaration
    ///
    /// Asks the household for more, with a reason and plain words; the clock waits for the household.
    #[oai(
        path = "/declarations/:declaration_id/return",
        method = "post",
        operation_id = "return_declaration"
    )]
    async fn return_declaration(
        &self,
        by: Acting<HandleDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<DeclarationReturn>,
    ) -> Standing {
        let deed = SendBack { id: declaration_id.0, asked: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Refer a declaration
    ///
    /// Gives it to the desk above, whose matter it is.
    #[oai(
        path = "/declarations/:declaration_id/referral",
        method = "post",
        operation_id = "refer_declaration"
    )]
    async fn refer_declaration(
        &self,
        by: Acting<HandleDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<DeclarationReferral>,
    ) -> Standing {
        let deed = Refer { id: declaration_id.0, referral: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Reclassify a declaration
    ///
    /// It asks for a service, not for help against a risk: from now on it takes the short way.
    #[oai(
        path = "/declarations/:declaration_id/reclassification",
        method = "post",
        operation_id = "reclassify_declaration"
    )]
    async fn reclassify_declaration(
        &self,
        by: Acting<HandleDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<DeclarationReclassification>,
    ) -> Standing {
        let deed = Reclassify { id: declaration_id.0, finding: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Answer a declaration
    ///
    /// Says in plain words what was done. The household then rates the answer.
    #[oai(
        path = "/declarations/:declaration_id/answer",
        method = "post",
        operation_id = "answer_declaration"
    )]
    async fn answer_declaration(
        &self,
        by: Acting<HandleDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<DeclarationAnswer>,
    ) -> Standing {
        let deed = Reply { id: declaration_id.0, answer: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Refuse a declaration
    ///
    /// With a reason from the step's own list and plain words. The household may appeal once.
    #[oai(
        path = "/declarations/:declaration_id/refusal",
        method = "post",
        operation_id = "refuse_declaration"
    )]
    async fn refuse_declaration(
        &self,
        by: Acting<HandleDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<DeclarationRefusal>,
    ) -> Standing {
        let deed = Refuse { id: declaration_id.0, refusal: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Decide an appeal
    ///
    /// Never by whoever refused. A refusal that was wrong is undone: work and deadlines begin anew.
    #[oai(
        path = "/declarations/:declaration_id/appeal-decision",
        method = "post",
        operation_id = "decide_appeal"
    )]
    async fn decide_appeal(
        &self,
        by: Acting<HandleDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<AppealDecision>,
    ) -> Standing {
        let deed = DecideAppeal { id: declaration_id.0, decided: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Take a declaration ahead
    ///
    /// The green channel after a disaster or an accident: support is recorded first, the chain runs after.
    #[oai(
        path = "/declarations/:declaration_id/green-channel",
        method = "post",
        operation_id = "take_declaration_ahead"
    )]
    async fn take_declaration_ahead(
        &self,
        by: Acting<HandleDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<GreenChannel>,
    ) -> Standing {
        let deed = TakeAhead { id: declaration_id.0, given: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Resume a declaration
    ///
    /// Ends its pause; both clocks get back the working days that they lost.
    #[oai(
        path = "/declarations/:declaration_id/resumption",
        method = "post",
        operation_id = "resume_declaration"
    )]
    async fn resume_declaration(
        &self,
        by: Acting<HandleDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
    ) -> Standing {
        Ok(self.0.perform(&by, Resume(declaration_id.0)).await?.into())
    }

    /// Ask for a pause
    ///
    /// That the clocks of a declaration stand still, with a reason and plain words. Another person decides.
    #[oai(
        path = "/declarations/:declaration_id/pauses",
        method = "post",
        operation_id = "request_pause"
    )]
    async fn request_pause(
        &self,
        by: Acting<HandleDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<PauseRequest>,
    ) -> Result<Created<PauseAsked>> {
        let deed = RequestPause { id: declaration_id.0, request: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Decide on a pause
    ///
    /// By another than who asked. Approved, both clocks stand still until the declaration is resumed.
    #[oai(
        path = "/declarations/:declaration_id/pauses/:pause_id/decision",
        method = "post",
        operation_id = "decide_pause"
    )]
    async fn decide_pause(
        &self,
        by: Acting<ApprovePauses>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        /// The pause.
        pause_id: Path<PauseId>,
        body: Body<PauseDecision>,
    ) -> Standing {
        let deed = DecidePause { id: declaration_id.0, pause: pause_id.0, decision: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }
}
