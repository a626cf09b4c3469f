//! Routes: visits, the tasks that ask for them, and a building's list.

use std::sync::Arc;

use entity::id::{HouseholdId, NodeId};
use entity::visit::VisitOutcome;
use entity::visit_task::{Cadence, VisitTaskState};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use time::Date;

use super::batch::{NewVisits, RecordMany, VisitsRecorded};
use super::building;
use super::draft::NewVisit;
use super::due::VisitList;
use super::history::{self, VisitDetail};
use super::print::{self, VisitSheets};
use super::record::Record;
use super::tasks::{self, TaskFilter, VisitTask};
use super::unchanged::NothingChanged;
use super::visits::{self, Visit, VisitFilter};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{ReadVisits, RecordVisits};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page};
use crate::support::listing::Turn;

/// Visits, and the tasks that ask for them (走访).
#[derive(Clone, Debug)]
pub struct VisitApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Visits")]
impl VisitApi {
    /// Record a visit
    ///
    /// The phone makes the id; sent again, the visit is answered as it was recorded. It settles every task
    /// in whose period it fell, also one that was believed missed. Photos are welcome and never needed.
    /// Nobody records a visit to their own household.
    #[oai(path = "/visits", method = "post", operation_id = "record_visit")]
    async fn record_visit(
        &self,
        by: Acting<RecordVisits>,
        body: Body<NewVisit>,
    ) -> Result<Created<Visit>> {
        Ok(self.0.perform(&by, Record(body.0)).await?.into())
    }

    /// Record that nothing changed
    ///
    /// The visit of now, in one call without a body.
    #[oai(
        path = "/households/:household_id/visits/nothing-changed",
        method = "post",
        operation_id = "record_nothing_changed"
    )]
    async fn record_nothing_changed(
        &self,
        by: Acting<RecordVisits>,
        /// The household.
        household_id: Path<HouseholdId>,
    ) -> Result<Created<Visit>> {
        Ok(self.0.perform(&by, NothingChanged(household_id.0)).await?.into())
    }

    /// Record many visits
    ///
    /// For a phone that was without a network: up to a hundred, in any order, each answered by itself.
    /// Those that were sent before are answered as they were recorded.
    #[oai(path = "/visits/batch", method = "post", operation_id = "record_visits")]
    async fn record_visits(
        &self,
        by: Acting<RecordVisits>,
        body: Body<NewVisits>,
    ) -> Result<Answer<VisitsRecorded>> {
        Ok(self.0.perform(&by, RecordMany(body.0)).await?.into())
    }

    /// List visits
    ///
    /// Those of one's own area, the latest first; names are masked.
    #[oai(path = "/visits", method = "get", operation_id = "list_visits")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_visits(
        &self,
        by: Allowed<ReadVisits>,
        /// Only with this outcome.
        outcome: Query<Option<VisitOutcome>>,
        /// Only to households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only on this day or later.
        from: Query<Option<Date>>,
        /// Only on this day or earlier.
        to: Query<Option<Date>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<Visit>>> {
        let filter = VisitFilter {
            outcome: outcome.0,
            node: node_id.0,
            household: None,
            from: from.0,
            to: to.0,
        };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = visits::list(&self.0.view(), &self.0.keys, &by, &filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// List the visits to a household
    ///
    /// The latest first, with what was written down. The household sees who looked.
    #[oai(
        path = "/households/:household_id/visits",
        method = "get",
        operation_id = "list_household_visits"
    )]
    async fn list_household_visits(
        &self,
        by: Allowed<ReadVisits>,
        /// The household.
        household_id: Path<HouseholdId>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all of them.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<VisitDetail>>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        Ok(Answer::new(&history::read(&self.0, &by, household_id.0, turn).await?)?)
    }

    /// List visit tasks
    ///
    /// Those of one's own area, the nearest last day first; names are masked.
    #[oai(path = "/visit-tasks", method = "get", operation_id = "list_visit_tasks")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_visit_tasks(
        &self,
        by: Allowed<ReadVisits>,
        /// Only in this state.
        state: Query<Option<VisitTaskState>>,
        /// Only of this cadence.
        cadence: Query<Option<Cadence>>,
        /// Only those whose time is over without a visit in time, or only all others.
        overdue: Query<Option<bool>>,
        /// Only of households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only of this household.
        household_id: Query<Option<HouseholdId>>,
        /// Only due on this day or later.
        due_from: Query<Option<Date>>,
        /// Only due on this day or earlier.
        due_to: Query<Option<Date>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<VisitTask>>> {
        let filter = TaskFilter {
            state: state.0,
            cadence: cadence.0,
            overdue: overdue.0,
            node: node_id.0,
            household: household_id.0,
            from: due_from.0,
            to: due_to.0,
        };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = tasks::list(&self.0.view(), &self.0.keys, &by, &filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a building's list
    ///
    /// Every door at which something is due today, in the order of the stairs: visits, jobs to bring,
    /// declarations to verify, and clues for whoever handles them.
    #[oai(path = "/buildings/:node_id/visit-list", method = "get", operation_id = "get_visit_list")]
    async fn get_visit_list(
        &self,
        by: Allowed<ReadVisits>,
        /// The building.
        node_id: Path<NodeId>,
        /// How many doors a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all doors at which something is due.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<VisitList>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let list = building::read(&self.0.view(), &self.0.keys, &by, node_id.0, turn).await?;
        Ok(Answer::new(&list)?)
    }

    /// Print a building's list
    ///
    /// The same on A4 pages with a box to tick for each door; names are masked.
    #[oai(
        path = "/buildings/:node_id/visit-list/pages",
        method = "get",
        operation_id = "print_visit_list"
    )]
    async fn print_visit_list(
        &self,
        by: Allowed<ReadVisits>,
        /// The building.
        node_id: Path<NodeId>,
    ) -> Result<Answer<VisitSheets>> {
        Ok(Answer::new(&print::read(&self.0.view(), &by, node_id.0).await?)?)
    }
}
