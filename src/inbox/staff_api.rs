//! Routes: what was told to a member of staff.

use std::sync::Arc;

use entity::id::MessageId;
use entity::staff_message::StaffTopic;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::staff::{self, StaffFilter, StaffMessagePage};
use super::staff_read::{MessagesRead, ReadMessage, ReadMessagesUntil};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::ReadMessages;
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Done};
use crate::support::listing::Turn;

/// What was told to a member of staff.
#[derive(Clone, Debug)]
pub struct StaffInboxApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Inbox")]
impl StaffInboxApi {
    /// Read messages to staff
    ///
    /// What was told to the caller as a member of staff, the newest first, with the number of unread
    /// messages: overdue declarations, digests of the day, measures, visits.
    #[oai(path = "/me/messages", method = "get", operation_id = "list_messages")]
    async fn list_messages(
        &self,
        by: Allowed<ReadMessages>,
        /// Only messages that are unread.
        unread: Query<Option<bool>>,
        /// Only messages about this.
        topic: Query<Option<StaffTopic>>,
        /// How many messages a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all of them.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<StaffMessagePage>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let filter = StaffFilter { unread: unread.0.unwrap_or(false), topic: topic.0 };
        let page = staff::read(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Mark a message to staff as read
    ///
    /// Counts from the first time on; doing it again changes nothing.
    #[oai(
        path = "/me/messages/:message_id/reading",
        method = "post",
        operation_id = "mark_message"
    )]
    async fn mark_message(
        &self,
        by: Acting<ReadMessages>,
        /// The message.
        message_id: Path<MessageId>,
    ) -> Result<Done> {
        Ok(self.0.perform(&by, ReadMessage(message_id.0)).await?.into())
    }

    /// Mark messages to staff as read
    ///
    /// All of the caller's messages up to one; what came after it stays unread.
    #[oai(path = "/me/messages/reading", method = "post", operation_id = "mark_messages")]
    async fn mark_messages(
        &self,
        by: Acting<ReadMessages>,
        body: Body<MessagesRead>,
    ) -> Result<Done> {
        Ok(self.0.perform(&by, ReadMessagesUntil(body.0)).await?.into())
    }
}
