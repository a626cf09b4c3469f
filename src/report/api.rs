//! Routes: the figures of monitoring.

use std::sync::Arc;

use entity::id::NodeId;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;
use time::Date;

use super::monitoring::{self, MonitoringReport};
use super::scope::Wanted;
use crate::api::Tag;
use crate::app::App;
use crate::auth::Allowed;
use crate::auth::permission::ReadReports;
use crate::http::Answer;

/// The figures of monitoring (统计报表).
#[derive(Clone, Debug)]
pub struct ReportApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Reports")]
impl ReportApi {
    /// Get the figures of monitoring
    ///
    /// For a node of the grid and, side by side, for each node right below it: declarations by state,
    /// track and kind, what is late, median working days for each step, who is monitored, colours, visits,
    /// coverage of the latest monthly round, measures, plans, households below the line of income, clues
    /// and escalations. Each figure carries the link to the list of exactly those rows, where the caller
    /// may read them.
    #[oai(path = "/reports/monitoring", method = "get", operation_id = "get_monitoring_report")]
    async fn get_monitoring_report(
        &self,
        by: Allowed<ReadReports>,
        /// The node; the caller's own place when left out.
        node_id: Query<Option<NodeId>>,
        /// The first day of the period; thirty days up to `to` when left out.
        from: Query<Option<Date>>,
        /// The last day of the period, today when left out. A period is at most 366 days long.
        to: Query<Option<Date>>,
    ) -> Result<Answer<MonitoringReport>> {
        let wanted = Wanted { node: node_id.0, from: from.0, to: to.0 };
        Ok(Answer::new(&monitoring::read(&self.0.view(), &by, wanted).await?)?)
    }
}
