//! Routes: support measures, for staff and for the household that they are given to.

use std::sync::Arc;

use entity::id::{HouseholdId, MeasureId, NodeId};
use entity::measure::{MeasureKind, MeasureState};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};

use super::cancel::{Cancel, Cancellation};
use super::deliver::{Deliver, Delivery};
use super::edit_measure::{EditMeasure, MeasureEdit};
use super::effect::{EffectRecord, RecordEffect};
use super::evidence::{self, MeasureDetail};
use super::listing::Turn;
use super::measures::{self, Measure, MeasureFilter};
use super::own::{self, OwnMeasure};
use super::plan_measure::{NewMeasure, PlanMeasure};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{EditMeasures, ReadMonitoring, SeeOwnHousehold};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page, answer};

/// Support measures (帮扶措施).
#[derive(Clone, Debug)]
pub struct MeasureApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Support")]
impl MeasureApi {
    /// Plan a measure
    ///
    /// Part of the household's open plan, where it has one. The household reads the description.
    #[oai(path = "/measures", method = "post", operation_id = "plan_measure")]
    async fn plan_measure(
        &self,
        by: Acting<EditMeasures>,
        body: Body<NewMeasure>,
    ) -> Result<Created<Measure>> {
        Ok(self.0.perform(&by, PlanMeasure(body.0)).await?.into())
    }

    /// List measures
    ///
    /// Those of one's own area, the newest first; names are masked.
    #[oai(path = "/measures", method = "get", operation_id = "list_measures")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_measures(
        &self,
        by: Allowed<ReadMonitoring>,
        /// Only in this state.
        state: Query<Option<MeasureState>>,
        /// Only of this kind.
        kind: Query<Option<MeasureKind>>,
        /// Only of households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only planned ones past their last day, or only all others.
        overdue: Query<Option<bool>>,
        /// Only of this household.
        household_id: Query<Option<HouseholdId>>,
        /// Only those that the caller sees to.
        mine: Query<Option<bool>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<Measure>>> {
        let filter = MeasureFilter {
            state: state.0,
            kind: kind.0,
            node: node_id.0,
            overdue: overdue.0,
            household: household_id.0,
            mine: mine.0.unwrap_or(false),
        };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = measures::list(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a measure
    ///
    /// With what proves it. The ETag names its version, which editing asks for. The household sees who
    /// looked.
    #[oai(path = "/measures/:measure_id", method = "get", operation_id = "get_measure")]
    async fn get_measure(
        &self,
        by: Allowed<ReadMonitoring>,
        /// The measure.
        measure_id: Path<MeasureId>,
    ) -> Result<Answer<MeasureDetail>> {
        let detail = evidence::read(&self.0, &by, measure_id.0).await?;
        Ok(Answer::version(&detail, detail.measure.version)?)
    }

    /// Edit a measure
    ///
    /// As long as it is planned.
    #[oai(path = "/measures/:measure_id", method = "patch", operation_id = "edit_measure")]
    async fn edit_measure(
        &self,
        by: Acting<EditMeasures>,
        /// The measure.
        measure_id: Path<MeasureId>,
        /// The ETag of the version that was read.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<MeasureEdit>,
    ) -> Result<Answer<Measure>> {
        let version = answer::matched(if_match.0.as_deref())?;
        let deed = EditMeasure { measure: measure_id.0, version, change: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Deliver a measure
    ///
    /// With the day and what proves it; photos are welcome and never needed. It does not change
    /// afterwards, and the household is told.
    #[oai(
        path = "/measures/:measure_id/delivery",
        method = "post",
        operation_id = "deliver_measure"
    )]
    async fn deliver_measure(
        &self,
        by: Acting<EditMeasures>,
        /// The measure.
        measure_id: Path<MeasureId>,
        body: Body<Delivery>,
    ) -> Result<Answer<Measure>> {
        let deed = Deliver { measure: measure_id.0, delivery: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Record the effect of a measure
    ///
    /// Once, after it was delivered.
    #[oai(
        path = "/measures/:measure_id/effect",
        method = "post",
        operation_id = "record_measure_effect"
    )]
    async fn record_measure_effect(
        &self,
        by: Acting<EditMeasures>,
        /// The measure.
        measure_id: Path<MeasureId>,
        body: Body<EffectRecord>,
    ) -> Result<Answer<Measure>> {
        let deed = RecordEffect { measure: measure_id.0, record: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Cancel a measure
    ///
    /// As long as it is planned, with a reason that the household reads.
    #[oai(
        path = "/measures/:measure_id/cancellation",
        method = "post",
        operation_id = "cancel_measure"
    )]
    async fn cancel_measure(
        &self,
        by: Acting<EditMeasures>,
        /// The measure.
        measure_id: Path<MeasureId>,
        body: Body<Cancellation>,
    ) -> Result<Answer<Measure>> {
        let deed = Cancel { measure: measure_id.0, cancellation: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// List what my household gets
    ///
    /// What, from whom and when, in plain words, the newest first.
    #[oai(path = "/me/measures", method = "get", operation_id = "list_my_measures")]
    async fn list_my_measures(
        &self,
        by: Allowed<SeeOwnHousehold>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all of them.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<OwnMeasure>>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = own::list(&self.0.view(), &self.0.keys, &by, turn).await?;
        Ok(Answer::new(&page)?)
    }
}
