//! A page of the inbox.

use std::sync::Arc;

use poem::web::{Data, Json};
use poem::{Request, handler};
use sea_orm::sqlx;
use serde::Serialize;
use uuid::Uuid;

use super::{Twin, wrong};

const LIMIT: usize = 20;

/// Unread, push, kind, subject, title, body, state, when sent, when read.
type Row = (i64, Uuid, String, Uuid, String, String, String, i64, Option<i64>);

#[derive(Serialize)]
struct Item {
    push_id: Uuid,
    kind: String,
    subject_id: Uuid,
    title: String,
    body: String,
    state: String,
    sent_at: entity::Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    read_at: Option<entity::Moment>,
}

#[derive(Serialize)]
struct Page {
    items: Vec<Item>,
    unread: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<Uuid>,
}

#[handler]
pub(crate) async fn page(request: &Request, twin: Data<&Arc<Twin>>) -> poem::Result<Json<Page>> {
    let caller = twin.caller(request).await?;
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT u.unread, i.* FROM \
         (SELECT COUNT(*) AS unread FROM delivery WHERE household_id = $1 AND state = 'waiting') u \
         LEFT JOIN \
         (SELECT d.push_id, p.kind, p.subject_id, p.title, p.body, d.state, \
                 d.created_at AS sent_at, d.read_at \
          FROM delivery d JOIN push p ON p.id = d.push_id \
          WHERE d.household_id = $1 ORDER BY d.push_id DESC LIMIT $2) i ON 1 = 1 \
         ORDER BY i.push_id DESC",
    )
    .bind(caller.household)
    .bind(i64::try_from(LIMIT + 1).map_err(wrong)?)
    .fetch_all(&twin.readers)
    .await
    .map_err(wrong)?;
    let unread = rows.first().map_or(0, |row| row.0);
    let more = rows.len() > LIMIT;
    let items: Vec<Item> = rows
        .into_iter()
        .take(LIMIT)
        .map(|(_, push_id, kind, subject_id, title, body, state, sent, read)| Item {
            push_id,
            kind,
            subject_id,
            title,
            body,
            state,
            sent_at: entity::Moment(sent),
            read_at: read.map(entity::Moment),
        })
        .collect();
    let next_cursor = items.last().filter(|_| more).map(|last| last.push_id);
    Ok(Json(Page { items, unread, next_cursor }))
}
