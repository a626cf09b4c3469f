//! Routes: the work that waits for the caller.

use std::sync::Arc;

use entity::id::NodeId;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;

use super::kind::TaskKind;
use super::list::{self, TaskFilter, TaskList};
use crate::api::Tag;
use crate::app::App;
use crate::auth::Allowed;
use crate::auth::permission::ReadTasks;
use crate::http::Answer;
use crate::support::listing::Turn;

/// The work that waits for the caller (待办).
#[derive(Clone, Debug)]
pub struct TaskApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Tasks")]
impl TaskApi {
    /// List my tasks
    ///
    /// Everything that waits for the caller in one list, the most urgent first: declarations at one's
    /// desk, overdue ones to press for, objections, pauses to decide on, clues, findings, measures, and
    /// households to visit. The work of a vacant post is shown to the next post above. A task is gone when
    /// its deed is done; a household's own worker is not asked to act on it.
    #[oai(path = "/me/tasks", method = "get", operation_id = "list_my_tasks")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_my_tasks(
        &self,
        by: Allowed<ReadTasks>,
        /// Only of this kind.
        kind: Query<Option<TaskKind>>,
        /// Only what is, or is not, past its deadline.
        overdue: Query<Option<bool>>,
        /// Only of households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// How many tasks a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<TaskList>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let filter = TaskFilter { kind: kind.0, overdue: overdue.0, node: node_id.0 };
        let list = list::read(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&list)?)
    }
}
