//! Routes: a household's helper, and the plans for households under support.

use std::sync::Arc;

use entity::id::{HouseholdId, NodeId, PlanId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};

use super::assign::{Assign, NewHelper};
use super::assignments::{self, Assignment};
use super::close_plan::ClosePlan;
use super::edit_plan::{EditPlan, PlanEdit};
use super::listing::Turn;
use super::open_plan::{NewPlan, OpenPlan};
use super::plans::{self, PlanFilter, PlanStatus, SupportPlan};
use super::release::Release;
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{EditMeasures, ReadMonitoring};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page, answer};

/// A household's helper, and the plans for households under support (帮扶).
#[derive(Clone, Debug)]
pub struct SupportApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Support")]
impl SupportApi {
    /// Assign a helper
    ///
    /// A household has one at a time: staff whose post covers its door, and nobody of the household. Who
    /// helped before stays on record; the new helper is told.
    #[oai(
        path = "/households/:household_id/helper",
        method = "post",
        operation_id = "assign_helper"
    )]
    async fn assign_helper(
        &self,
        by: Acting<EditMeasures>,
        /// The household.
        household_id: Path<HouseholdId>,
        body: Body<NewHelper>,
    ) -> Result<Created<Assignment>> {
        let deed = Assign { household: household_id.0, new: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Release a helper
    ///
    /// The household has none afterwards, until one is assigned.
    #[oai(
        path = "/households/:household_id/helper/release",
        method = "post",
        operation_id = "release_helper"
    )]
    async fn release_helper(
        &self,
        by: Acting<EditMeasures>,
        /// The household.
        household_id: Path<HouseholdId>,
    ) -> Result<Answer<Assignment>> {
        Ok(self.0.perform(&by, Release(household_id.0)).await?.into())
    }

    /// List a household's helpers
    ///
    /// The present one and those before, the latest first. The household sees who looked.
    #[oai(
        path = "/households/:household_id/helpers",
        method = "get",
        operation_id = "list_helpers"
    )]
    async fn list_helpers(
        &self,
        by: Allowed<ReadMonitoring>,
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
    ) -> Result<Answer<Page<Assignment>>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        Ok(Answer::new(&assignments::read(&self.0, &by, household_id.0, turn).await?)?)
    }

    /// Write a support plan
    ///
    /// A household has one that is open. Its planned measures become part of it, and so do those that
    /// are planned as long as it is open.
    #[oai(path = "/support-plans", method = "post", operation_id = "open_support_plan")]
    async fn open_support_plan(
        &self,
        by: Acting<EditMeasures>,
        body: Body<NewPlan>,
    ) -> Result<Created<SupportPlan>> {
        Ok(self.0.perform(&by, OpenPlan(body.0)).await?.into())
    }

    /// List support plans
    ///
    /// Those of one's own area, the newest first; names are masked.
    #[oai(path = "/support-plans", method = "get", operation_id = "list_support_plans")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_support_plans(
        &self,
        by: Allowed<ReadMonitoring>,
        /// Only of households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only those that go on, or only closed ones.
        status: Query<Option<PlanStatus>>,
        /// Only of this household.
        household_id: Query<Option<HouseholdId>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<SupportPlan>>> {
        let filter = PlanFilter { status: status.0, node: node_id.0, household: household_id.0 };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = plans::list(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a support plan
    ///
    /// The ETag names its version, which editing asks for. The household sees who looked.
    #[oai(path = "/support-plans/:plan_id", method = "get", operation_id = "get_support_plan")]
    async fn get_support_plan(
        &self,
        by: Allowed<ReadMonitoring>,
        /// The plan.
        plan_id: Path<PlanId>,
    ) -> Result<Answer<SupportPlan>> {
        let plan = plans::read(&self.0, &by, plan_id.0).await?;
        Ok(Answer::version(&plan, plan.version)?)
    }

    /// Edit a support plan
    ///
    /// As long as it is open.
    #[oai(path = "/support-plans/:plan_id", method = "patch", operation_id = "edit_support_plan")]
    async fn edit_support_plan(
        &self,
        by: Acting<EditMeasures>,
        /// The plan.
        plan_id: Path<PlanId>,
        /// The ETag of the version that was read.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<PlanEdit>,
    ) -> Result<Answer<SupportPlan>> {
        let version = answer::matched(if_match.0.as_deref())?;
        let deed = EditPlan { plan: plan_id.0, version, change: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Close a support plan
    ///
    /// Once each of its measures is delivered or cancelled.
    #[oai(
        path = "/support-plans/:plan_id/closing",
        method = "post",
        operation_id = "close_support_plan"
    )]
    async fn close_support_plan(
        &self,
        by: Acting<EditMeasures>,
        /// The plan.
        plan_id: Path<PlanId>,
    ) -> Result<Answer<SupportPlan>> {
        Ok(self.0.perform(&by, ClosePlan(plan_id.0)).await?.into())
    }
}
