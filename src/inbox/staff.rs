//! What was told to the caller as a member of staff (工作提醒), the newest first, with the number of
//! unread messages.

use entity::Moment;
use entity::id::MessageId;
use entity::staff_message::StaffTopic;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::auth::Grant;
use crate::auth::permission::ReadMessages;
use crate::http::ApiError;
use crate::params;
use crate::store::View;
use crate::store::keys::Keys;
use crate::support::listing::{Listing, Source, Turn};

/// A page of what was told to a member of staff.
#[derive(Clone, Debug, Object, Serialize)]
pub struct StaffMessagePage {
    /// Messages, the newest first.
    #[oai(validator(max_items = 100))]
    pub items: Vec<StaffMessage>,
    /// How many of the caller's messages are unread altogether.
    #[oai(validator(minimum(value = "0")))]
    pub unread: i64,
    /// Hand this back as `cursor` to get the next page; absent on the last one.
    #[oai(skip_serializing_if_is_none, validator(max_length = 500))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How many messages all pages hold together; only when asked for.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

/// A message to a member of staff (工作提醒).
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct StaffMessage {
    /// Names it.
    pub message_id: MessageId,
    /// What it is about.
    pub topic: StaffTopic,
    /// The thing that it is about; absent where it sums up several.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<Uuid>,
    /// A line.
    #[oai(validator(max_length = 60))]
    pub title: String,
    /// A few plain sentences.
    #[oai(validator(max_length = 200))]
    pub body: String,
    /// When it was written.
    pub sent_at: Moment,
    /// When it was read.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Moment>,
}

const SOURCE: Source = Source {
    name: "staff_messages",
    columns: "t.id AS message_id, t.kind AS topic, t.subject_id, t.title, t.body, \
        t.created_at AS sent_at, t.read_at",
    tables: "staff_message t",
    with_household: false,
    key: "t.id",
};

/// What of the messages is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct StaffFilter {
    /// Only what is unread.
    pub unread: bool,
    /// Only about this.
    pub topic: Option<StaffTopic>,
}

/// Reads a page of the caller's messages.
pub(super) async fn read(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadMessages>,
    filter: StaffFilter,
    turn: Turn<'_>,
) -> Result<StaffMessagePage, ApiError> {
    let account = by.caller().account;
    let mut listing = Listing::of(SOURCE);
    listing.only_if("t.account_id = ?", Some(account));
    listing.only_if("t.kind = ?", filter.topic.map(StaffTopic::code));
    if filter.unread {
        listing.only("t.read_at IS NULL");
    }
    let line = |message: StaffMessage| message;
    let page = listing.page(view, keys, turn, line, |last| last.message_id.0).await?;
    let count = "SELECT COUNT(*) FROM staff_message WHERE account_id = $1 AND read_at IS NULL";
    let unread: Option<i64> = view.sql.value(count, params![account]).await?;
    Ok(StaffMessagePage {
        items: page.items,
        unread: unread.unwrap_or(0),
        next_cursor: page.next_cursor,
        total: page.total,
    })
}
