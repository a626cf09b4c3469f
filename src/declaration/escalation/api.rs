//! Routes: what went up because it was overdue.

use std::sync::Arc;

use entity::declaration::DeskLevel;
use entity::id::NodeId;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;
use time::Date;

use super::list::{self, Escalation, Filter};
use crate::api::Tag;
use crate::app::App;
use crate::auth::Allowed;
use crate::auth::permission::ReadReports;
use crate::http::{Answer, Page};
use crate::support::listing::Turn;

/// What went up because it was overdue.
#[derive(Clone, Debug)]
pub struct EscalationApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Declarations")]
impl EscalationApi {
    /// List escalations
    ///
    /// Overdue declarations of the caller's area that went up a level, the newest first: from whose desk,
    /// to whom, past which vacant posts, how many were told, and whether a step was taken since.
    #[oai(path = "/escalations", method = "get", operation_id = "list_escalations")]
    #[expect(clippy::too_many_arguments, reason = "each filter is a query parameter")]
    async fn list_escalations(
        &self,
        by: Allowed<ReadReports>,
        /// Only of households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only what went up to this level.
        level: Query<Option<DeskLevel>>,
        /// Only what went up on this day or later.
        from: Query<Option<Date>>,
        /// Only what went up on this day or earlier.
        to: Query<Option<Date>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all of them.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<Escalation>>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let filter = Filter { level: level.0, node: node_id.0, from: from.0, to: to.0 };
        let page = list::read(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }
}
