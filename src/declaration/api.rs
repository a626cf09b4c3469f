//! Routes: Self-declared hardship (自主申报) and what became of it.

use std::sync::Arc;

use entity::declaration::{DeclarationKind, DeclarationState};
use entity::id::{DeclarationId, NodeId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::accept::Accept;
use super::advance::DeclarationStanding;
use super::answer::{DeclarationAnswer, Reply};
use super::declare::{Declare, NewDeclaration};
use super::declare_for::{DeclareFor, NewDeclarationForOthers};
use super::detail::{self, DeclarationDetail};
use super::list::{self, DeclarationLine, DeclarationSort, Filter, Turn};
use super::rate::{DeclarationRating, Rate};
use super::refuse::{DeclarationRefusal, Refuse};
use super::withdraw::Withdraw;
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{
    DeclareForOthers, DeclareForOwn, HandleDeclarations, ReadDeclarations,
};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page, PageLimit};

/// Self-declared hardship (自主申报) and what became of it.
#[derive(Clone, Debug)]
pub struct DeclarationApi(pub Arc<App>);

type Standing = Result<Answer<DeclarationStanding>>;

#[OpenApi(tag = "Tag::Declarations")]
impl DeclarationApi {
    /// Declare hardship
    ///
    /// For one's own household: what kind, what happened in own words or a voice note, and photos. It goes
    /// to the desk of the household's community.
    #[oai(path = "/declarations", method = "post", operation_id = "declare_hardship")]
    async fn declare_hardship(
        &self,
        by: Acting<DeclareForOwn>,
        body: Body<NewDeclaration>,
    ) -> Result<Created<DeclarationStanding>> {
        Ok(self.0.perform(&by, Declare(body.0)).await?.into())
    }

    /// List declarations
    ///
    /// Those of one's own area, or of one's own household; names are masked.
    #[oai(path = "/declarations", method = "get", operation_id = "list_declarations")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_declarations(
        &self,
        by: Allowed<ReadDeclarations>,
        /// Only in this state.
        state: Query<Option<DeclarationState>>,
        /// Only of this kind.
        kind: Query<Option<DeclarationKind>>,
        /// Only those past their deadline, or only those not past it.
        overdue: Query<Option<bool>>,
        /// Only of households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only those that wait at the caller's own desk.
        mine: Query<Option<bool>>,
        /// By deadline, or newest first, which is how they come when left out.
        sort: Query<Option<DeclarationSort>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<DeclarationLine>>> {
        let filter = Filter {
            state: state.0,
            kind: kind.0,
            overdue: overdue.0,
            node: node_id.0,
            mine: mine.0.unwrap_or(false),
        };
        let turn = Turn {
            sort: sort.0.unwrap_or(DeclarationSort::Newest),
            limit: PageLimit::new(limit.0)?,
            cursor: cursor.0.as_deref(),
            with_total: include_total.0.unwrap_or(false),
        };
        let page = list::read(&self.0.view(), &self.0.keys, &by, &filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Declare for a household
    ///
    /// On behalf of a household in one's own area that agreed to it. Both names are kept: who filed it, and
    /// for whom.
    #[oai(
        path = "/declarations/on-behalf",
        method = "post",
        operation_id = "declare_hardship_on_behalf"
    )]
    async fn declare_hardship_on_behalf(
        &self,
        by: Acting<DeclareForOthers>,
        body: Body<NewDeclarationForOthers>,
    ) -> Result<Created<DeclarationStanding>> {
        Ok(self.0.perform(&by, DeclareFor(body.0)).await?.into())
    }

    /// Get a declaration
    ///
    /// With its timeline. The household sees which staff read it.
    #[oai(path = "/declarations/:declaration_id", method = "get", operation_id = "get_declaration")]
    async fn get_declaration(
        &self,
        by: Allowed<ReadDeclarations>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
    ) -> Result<Answer<DeclarationDetail>> {
        let shown = detail::read(&self.0, &by, declaration_id.0).await?;
        Ok(Answer::version(&shown, shown.version)?)
    }

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
    /// With a reason from the fixed list and plain words.
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

    /// Take a declaration back
    ///
    /// By the household, as long as no desk has accepted it.
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
}
