//! Reading messages to staff: one, or all up to one. What was read stays read from the first time on.

use entity::id::MessageId;
use poem_openapi::Object;
use serde::Deserialize;
use serde_json::json;

use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ReadMessages;
use crate::http::{ApiError, Common, Invalid};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Marks one of the caller's messages as read.
#[derive(Clone, Copy, Debug)]
pub struct ReadMessage(pub MessageId);

impl Command for ReadMessage {
    type Needs = ReadMessages;
    type Shows = ();
    type Error = ApiError;
    const ACTION: &'static str = "message.read";

    async fn act(self, at: &At<'_>, by: &Grant<ReadMessages>) -> Result<Deed<()>, ApiError> {
        let rows = at
            .execute(
                "UPDATE staff_message SET read_at = $1 \
                 WHERE id = $2 AND account_id = $3 AND read_at IS NULL",
                params![at.now, self.0, by.caller().account],
            )
            .await?;
        if rows == 0 && !holds(at, by, self.0).await? {
            return Err(Common::NotFound.into());
        }
        Ok(Deed::new((), Subject::new("staff_message", self.0)))
    }
}

/// Up to which message everything was read.
#[derive(Clone, Debug, Object, Deserialize)]
#[oai(deny_unknown_fields)]
pub struct MessagesRead {
    /// The newest message that was seen; newer ones stay unread.
    pub until: MessageId,
}

/// Marks the caller's messages up to one as read.
#[derive(Clone, Debug)]
pub struct ReadMessagesUntil(pub MessagesRead);

impl Command for ReadMessagesUntil {
    type Needs = ReadMessages;
    type Shows = ();
    type Error = ApiError;
    const ACTION: &'static str = "message.read_until";

    async fn act(self, at: &At<'_>, by: &Grant<ReadMessages>) -> Result<Deed<()>, ApiError> {
        let until = self.0.until;
        if !holds(at, by, until).await? {
            let mut invalid = Invalid::default();
            invalid.add("/until", Common::FieldUnknown.entry());
            invalid.check()?;
        }
        let rows = at
            .execute(
                "UPDATE staff_message SET read_at = $1 \
                 WHERE id <= $2 AND account_id = $3 AND read_at IS NULL",
                params![at.now, until, by.caller().account],
            )
            .await?;
        let subject = Subject::new("staff_message", until).facts(json!({ "messages": rows }));
        Ok(Deed::new((), subject))
    }
}

async fn holds(at: &At<'_>, by: &Grant<ReadMessages>, message: MessageId) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM staff_message WHERE id = $1 AND account_id = $2";
    at.sql().exists(sql, params![message, by.caller().account]).await
}
