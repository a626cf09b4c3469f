//! Routes: who is monitored.

use std::sync::Arc;

use entity::Moment;
use entity::declaration::Category;
use entity::id::{NodeId, RecordId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use time::Date;

use super::records::{self, MonitoringRecord, MonitoringRecordDetail, RecordFilter, RecordStatus};
use super::remove::{RecordRemoved, Remove};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{ConfirmDeclarations, ReadMonitoring};
use crate::auth::{Acting, Allowed};
use crate::declaration::remove_risk::RiskRemoval;
use crate::http::{Answer, Body, Page};
use crate::support::listing::Turn;

/// Who is monitored against a return to poverty (监测对象).
#[derive(Clone, Debug)]
pub struct MonitoringApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Monitoring")]
impl MonitoringApi {
    /// List monitoring records
    ///
    /// Of one's own area, the newest first; names are masked.
    #[oai(path = "/monitoring-records", method = "get", operation_id = "list_monitoring_records")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_monitoring_records(
        &self,
        by: Allowed<ReadMonitoring>,
        /// Only those that are open, watched, or over.
        status: Query<Option<RecordStatus>>,
        /// Only this category.
        category: Query<Option<Category>>,
        /// Only of households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only those confirmed on this day or later.
        confirmed_from: Query<Option<Date>>,
        /// Only those confirmed on this day or earlier.
        confirmed_to: Query<Option<Date>>,
        /// Only those whose risk was removed on this day or later.
        removed_from: Query<Option<Date>>,
        /// Only those whose risk was removed on this day or earlier.
        removed_to: Query<Option<Date>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<MonitoringRecord>>> {
        let filter = RecordFilter {
            status: status.0,
            category: category.0,
            node: node_id.0,
            confirmed_from: confirmed_from.0.map(Moment::begin_of),
            confirmed_before: confirmed_to.0.map(Moment::end_of),
            removed_from: removed_from.0.map(Moment::begin_of),
            removed_before: removed_to.0.map(Moment::end_of),
        };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = records::list(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a monitoring record
    ///
    /// With what its removal asks for. The household sees which staff read it.
    #[oai(
        path = "/monitoring-records/:record_id",
        method = "get",
        operation_id = "get_monitoring_record"
    )]
    async fn get_monitoring_record(
        &self,
        by: Allowed<ReadMonitoring>,
        /// The record.
        record_id: Path<RecordId>,
    ) -> Result<Answer<MonitoringRecordDetail>> {
        let shown = records::read(&self.0, &by, record_id.0).await?;
        Ok(Answer::version(&shown, shown.record.version)?)
    }

    /// Remove the risk of a record that came with the register
    ///
    /// When all conditions are met; the refusal lists those that are not. Records of a declaration are
    /// closed there.
    #[oai(
        path = "/monitoring-records/:record_id/removal",
        method = "post",
        operation_id = "remove_record_risk"
    )]
    async fn remove_record_risk(
        &self,
        by: Acting<ConfirmDeclarations>,
        /// The record.
        record_id: Path<RecordId>,
        body: Body<RiskRemoval>,
    ) -> Result<Answer<RecordRemoved>> {
        let deed = Remove { id: record_id.0, removal: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }
}
