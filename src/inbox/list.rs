//! A household's inbox, newest first. It is read each time a phone opens the app, so one statement
//! brings the page and the number of unread messages together.

use entity::Moment;
use entity::delivery::DeliveryState;
use entity::id::PushId;
use entity::push::PushKind;
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::auth::Grant;
use crate::auth::permission::ReadInbox;
use crate::http::{ApiError, Common, Cursor, PageLimit};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{Fault, View};

/// The list's name in its cursors.
const LIST: &str = "inbox";

/// A page of what was sent to a household.
#[derive(Clone, Debug, Object, Serialize)]
pub struct InboxPage {
    /// Messages, newest first.
    #[oai(validator(max_items = 100))]
    pub items: Vec<InboxItem>,
    /// How many messages of the household are unread altogether.
    #[oai(validator(minimum(value = "0")))]
    pub unread: i64,
    /// Hand this back as `cursor` to get the next page; absent on the last one.
    #[oai(skip_serializing_if_is_none, validator(max_length = 500))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A message to a household.
#[derive(Clone, Debug, Object, Serialize)]
pub struct InboxItem {
    /// Names it.
    pub push_id: PushId,
    /// What it is about.
    pub kind: PushKind,
    /// The thing that it is about: a job posting, a declaration, a transfer, a session.
    pub subject_id: Uuid,
    /// A line to read aloud.
    #[oai(validator(max_length = 60))]
    pub title: String,
    /// A few plain sentences to read aloud.
    #[oai(validator(max_length = 200))]
    pub body: String,
    /// Waiting, read, or answered.
    pub state: DeliveryState,
    /// When it was sent.
    pub sent_at: Moment,
    /// When it was first opened.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Moment>,
}

/// What of the inbox is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Only what is unread.
    pub unread: bool,
    /// Only of this kind.
    pub kind: Option<PushKind>,
    /// How many.
    pub limit: PageLimit,
    /// Where to go on.
    pub cursor: Option<&'a str>,
}

#[derive(FromQueryResult)]
struct Row {
    unread: i64,
    push_id: Option<PushId>,
    kind: Option<PushKind>,
    subject_id: Option<Uuid>,
    title: Option<String>,
    body: Option<String>,
    state: Option<DeliveryState>,
    sent_at: Option<Moment>,
    read_at: Option<Moment>,
}

impl Row {
    /// The message; none where the row carries only the count.
    fn item(self) -> Option<InboxItem> {
        Some(InboxItem {
            push_id: self.push_id?,
            kind: self.kind?,
            subject_id: self.subject_id?,
            title: self.title?,
            body: self.body?,
            state: self.state?,
            sent_at: self.sent_at?,
            read_at: self.read_at,
        })
    }
}

/// Reads a page.
pub async fn read(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadInbox>,
    asked: Asked<'_>,
) -> Result<InboxPage, ApiError> {
    let Some(household) = by.places().household else { return Err(Common::Forbidden.into()) };
    let after: Option<PushId> = Cursor::read(keys, LIST, asked.cursor)?;
    let mut values = params![household, asked.limit.probe()];
    let sql = statement(asked, after, &mut values);
    let rows: Vec<Row> = view.sql.all(sql, values).await?;
    let unread = rows.first().map_or(0, |row| row.unread);
    let items = rows.into_iter().filter_map(Row::item).collect();
    let page =
        asked.limit.cut(items, |last: &InboxItem| Cursor::write(keys, LIST, &last.push_id))?;
    Ok(InboxPage { items: page.items, unread, next_cursor: page.next_cursor })
}

fn statement(asked: Asked<'_>, after: Option<PushId>, values: &mut Vec<Value>) -> String {
    let mut only = vec!["d.household_id = $1".to_owned()];
    if asked.unread {
        only.push("d.state = 'waiting'".to_owned());
    }
    if let Some(kind) = asked.kind {
        values.push(Value::from(kind.code()));
        only.push(format!("p.kind = ${}", values.len()));
    }
    if let Some(after) = after {
        values.push(Value::from(after));
        only.push(format!("d.push_id < ${}", values.len()));
    }
    let only = only.join(" AND ");
    format!(
        "SELECT u.unread, i.* FROM \
         (SELECT COUNT(*) AS unread FROM delivery WHERE household_id = $1 AND state = 'waiting') u \
         LEFT JOIN \
         (SELECT d.push_id, p.kind, p.subject_id, p.title, p.body, d.state, \
                 d.created_at AS sent_at, d.read_at \
          FROM delivery d JOIN push p ON p.id = d.push_id \
          WHERE {only} ORDER BY d.push_id DESC LIMIT $2) i ON 1 = 1 \
         ORDER BY i.push_id DESC"
    )
}

/// Whether a message is there for this household.
pub(super) async fn holds(
    sql: crate::store::Sql<'_>,
    household: entity::id::HouseholdId,
    push: PushId,
) -> Result<bool, Fault> {
    sql.exists(
        "SELECT 1 FROM delivery WHERE household_id = $1 AND push_id = $2",
        params![household, push],
    )
    .await
}
