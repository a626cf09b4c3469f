//! Routes: filing declarations, for oneself and for others, and reading them.

use std::sync::Arc;

use entity::declaration::{Category, DeclarationKind, DeclarationState, DeskLevel, Track};
use entity::id::{DeclarationId, HouseholdId, NodeId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use time::Date;

use super::advance::DeclarationStanding;
use super::declare::{Declare, NewDeclaration};
use super::declare_for::{DeclareFor, NewDeclarationForOthers};
use super::detail::{self, DeclarationDetail};
use super::file::FiledDeclaration;
use super::form;
use super::form_model::DeclarationForm;
use super::list::{self, DeclarationLine, DeclarationSort, Filter, Turn};
use super::supplement::{DeclarationSupplement, SupplementFor};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{DeclareForOthers, DeclareForOwn, ReadDeclarations};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, OrConflict, Page, PageLimit};

/// Self-declared hardship (自主申报): filing it and reading it.
#[derive(Clone, Debug)]
pub struct DeclarationApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Declarations")]
impl DeclarationApi {
    /// Declare hardship
    ///
    /// For one's own household: what kind, what happened in own words or a voice note, and photos. It goes
    /// to the desk of the household's community. The reply hints at what the household declared of the
    /// same kind a short while ago.
    #[oai(path = "/declarations", method = "post", operation_id = "declare_hardship")]
    async fn declare_hardship(
        &self,
        by: Acting<DeclareForOwn>,
        body: Body<NewDeclaration>,
    ) -> Result<Created<FiledDeclaration>> {
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
        /// Only on this way.
        track: Query<Option<Track>>,
        /// Only of this kind.
        kind: Query<Option<DeclarationKind>>,
        /// Only what lies at desks of this level.
        level: Query<Option<DeskLevel>>,
        /// Only with this category, proposed or confirmed.
        category: Query<Option<Category>>,
        /// Only those past their deadline, or only those not past it.
        overdue: Query<Option<bool>>,
        /// Only those that wait for somebody to act, or only the rest.
        waiting: Query<Option<bool>>,
        /// Only those whose clock stands still, or only those whose clock does not.
        stopped: Query<Option<bool>>,
        /// Only those raised to a level above because they are overdue, or only the others.
        raised: Query<Option<bool>>,
        /// Only of households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only those filed on this day or later.
        filed_from: Query<Option<Date>>,
        /// Only those filed on this day or earlier.
        filed_to: Query<Option<Date>>,
        /// Only those that left this state.
        left: Query<Option<DeclarationState>>,
        /// Only those that left it on this day or later.
        left_from: Query<Option<Date>>,
        /// Only those that left it on this day or earlier.
        left_to: Query<Option<Date>>,
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
            track: track.0,
            kind: kind.0,
            level: level.0,
            category: category.0,
            overdue: overdue.0,
            waiting: waiting.0,
            stopped: stopped.0,
            raised: raised.0,
            filed_from: filed_from.0,
            filed_to: filed_to.0,
            left: left.0,
            left_from: left_from.0,
            left_to: left_to.0,
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
    /// On behalf of a household in one's own area that agreed to it: for one member or the whole family.
    /// Both names are kept: who filed it, and who agreed.
    #[oai(
        path = "/declarations/on-behalf",
        method = "post",
        operation_id = "declare_hardship_on_behalf"
    )]
    async fn declare_hardship_on_behalf(
        &self,
        by: Acting<DeclareForOthers>,
        body: Body<NewDeclarationForOthers>,
    ) -> Result<Created<FiledDeclaration>> {
        Ok(self.0.perform(&by, DeclareFor(body.0)).await?.into())
    }

    /// Add to a declaration for a household
    ///
    /// What the desk asked for, on behalf of a household in one's own area.
    #[oai(
        path = "/declarations/:declaration_id/supplement/on-behalf",
        method = "post",
        operation_id = "supplement_declaration_on_behalf"
    )]
    async fn supplement_declaration_on_behalf(
        &self,
        by: Acting<DeclareForOthers>,
        /// The declaration.
        declaration_id: Path<DeclarationId>,
        body: Body<DeclarationSupplement>,
    ) -> Result<Answer<DeclarationStanding>> {
        let deed = SupplementFor { id: declaration_id.0, added: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Get the form to declare for a household
    ///
    /// With everything that is known already; names are masked. The household sees who opened it.
    #[oai(
        path = "/households/:household_id/declaration-form",
        method = "get",
        operation_id = "get_household_declaration_form"
    )]
    async fn get_household_declaration_form(
        &self,
        by: Allowed<DeclareForOthers>,
        /// The household.
        household_id: Path<HouseholdId>,
    ) -> Result<OrConflict<Answer<DeclarationForm>>> {
        let form = form::for_household(&self.0, &by, household_id.0).await?;
        Ok(OrConflict(Answer::new(&form)?))
    }

    /// Get the form to declare
    ///
    /// For one's own household: at most four things to give, and everything else is filled in.
    #[oai(path = "/declarations/form", method = "get", operation_id = "get_declaration_form")]
    async fn get_declaration_form(
        &self,
        by: Allowed<DeclareForOwn>,
    ) -> Result<OrConflict<Answer<DeclarationForm>>> {
        let form = form::own(&self.0.view(), &by).await?;
        Ok(OrConflict(Answer::new(&form)?))
    }

    /// Get a declaration
    ///
    /// With its timeline in plain sentences, what happens next, and what the caller may do now. The
    /// household sees which staff read it.
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
}
