//! Routes: clues from departments.

use std::sync::Arc;

use entity::clue::{ClueState, Department};
use entity::id::{ClueId, HouseholdId, LedgerBatchId, NodeId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::clear::{Clear, ClueClearance};
use super::clues::{self, Clue, ClueFilter};
use super::declare::{ClueDeclaration, Declare};
use super::detail::{self, ClueDetail};
use super::record::{NewClue, RecordClue};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::HandleClues;
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page};
use crate::support::listing::Turn;

/// Clues from departments (部门线索).
#[derive(Clone, Debug)]
pub struct ClueApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Clues")]
impl ClueApi {
    /// Record a clue
    ///
    /// What a department noticed about a household. Who is on duty in the community is told, and looks into
    /// it within five working days unless the site says otherwise.
    #[oai(path = "/clues", method = "post", operation_id = "record_clue")]
    async fn record_clue(
        &self,
        by: Acting<HandleClues>,
        body: Body<NewClue>,
    ) -> Result<Created<Clue>> {
        Ok(self.0.perform(&by, RecordClue(body.0)).await?.into())
    }

    /// List clues
    ///
    /// Those of one's own area, the newest first; names are masked, and the words stand in each clue.
    #[oai(path = "/clues", method = "get", operation_id = "list_clues")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_clues(
        &self,
        by: Allowed<HandleClues>,
        /// Only in this state.
        state: Query<Option<ClueState>>,
        /// Only from this department.
        department: Query<Option<Department>>,
        /// Only open ones past their time, or only all others.
        overdue: Query<Option<bool>>,
        /// Only about households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only about this household.
        household_id: Query<Option<HouseholdId>>,
        /// Only those that this import brought.
        import_id: Query<Option<LedgerBatchId>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<Clue>>> {
        let filter = ClueFilter {
            state: state.0,
            department: department.0,
            overdue: overdue.0,
            node: node_id.0,
            household: household_id.0,
            batch: import_id.0,
        };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = clues::list(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a clue
    ///
    /// With what the department says and what was found. The household sees who looked.
    #[oai(path = "/clues/:clue_id", method = "get", operation_id = "get_clue")]
    async fn get_clue(
        &self,
        by: Allowed<HandleClues>,
        /// The clue.
        clue_id: Path<ClueId>,
    ) -> Result<Answer<ClueDetail>> {
        Ok(Answer::new(&detail::read(&self.0, &by, clue_id.0).await?)?)
    }

    /// Declare what a clue says
    ///
    /// Files a declaration for the household, with its consent, or names one that is filed already. The
    /// clue is settled.
    #[oai(path = "/clues/:clue_id/declaration", method = "post", operation_id = "declare_clue")]
    async fn declare_clue(
        &self,
        by: Acting<HandleClues>,
        /// The clue.
        clue_id: Path<ClueId>,
        body: Body<ClueDeclaration>,
    ) -> Result<Answer<Clue>> {
        let deed = Declare { clue: clue_id.0, declaration: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Clear a clue
    ///
    /// It was looked into, and there is no risk. The clue is settled.
    #[oai(path = "/clues/:clue_id/clearance", method = "post", operation_id = "clear_clue")]
    async fn clear_clue(
        &self,
        by: Acting<HandleClues>,
        /// The clue.
        clue_id: Path<ClueId>,
        body: Body<ClueClearance>,
    ) -> Result<Answer<Clue>> {
        let deed = Clear { clue: clue_id.0, clearance: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }
}
