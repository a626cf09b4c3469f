//! Routes: What was sent to a household.

use std::sync::Arc;

use entity::id::PushId;
use entity::push::PushKind;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::list::{self, InboxPage};
use super::open::Open;
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::ReadInbox;
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Done, PageLimit};

/// What was sent to a household.
#[derive(Clone, Debug)]
pub struct InboxApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Inbox")]
impl InboxApi {
    /// Read the inbox
    ///
    /// What was sent to one's own household, newest first, with the number of unread messages.
    #[oai(path = "/me/inbox", method = "get", operation_id = "read_inbox")]
    async fn read_inbox(
        &self,
        by: Allowed<ReadInbox>,
        /// Only messages that are unread.
        unread: Query<Option<bool>>,
        /// Only messages of this kind.
        kind: Query<Option<PushKind>>,
        /// How many messages a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<InboxPage>> {
        let asked = list::Asked {
            unread: unread.0.unwrap_or(false),
            kind: kind.0,
            limit: PageLimit::new(limit.0)?,
            cursor: cursor.0.as_deref(),
        };
        let page = list::read(&self.0.view(), &self.0.keys, &by, asked).await?;
        Ok(Answer::new(&page)?)
    }

    /// Mark a message as read
    ///
    /// Counts from the first time on; doing it again changes nothing.
    #[oai(path = "/me/inbox/:push_id/reading", method = "post", operation_id = "open_message")]
    async fn open_message(
        &self,
        by: Acting<ReadInbox>,
        /// The message.
        push_id: Path<PushId>,
    ) -> Result<Done> {
        Ok(self.0.perform(&by, Open(push_id.0)).await?.into())
    }
}
