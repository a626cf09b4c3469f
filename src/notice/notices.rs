//! Public notices as everybody in the community reads them.

use entity::Moment;
use entity::declaration::Category;
use entity::id::{DeclarationId, NodeId, NoticeId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::NoticeError;
use crate::auth::Grant;
use crate::auth::permission::ReadNotices;
use crate::grid::sight;
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};
use crate::support::listing::{Listing, Source, Turn};

/// A public notice (公示).
///
/// It has no field for an ID-card number, a phone, a bank account, health, income or what happened.
#[derive(Clone, Debug, Object, Serialize)]
pub struct PublicNotice {
    /// Names it.
    pub notice_id: NoticeId,
    /// The community where it hangs.
    pub node_id: NodeId,
    /// Its name.
    #[oai(validator(max_length = 100))]
    pub community_name: String,
    /// The first day.
    #[serde(with = "crate::identity::day")]
    pub starts_on: Date,
    /// Working days that it hangs.
    #[oai(validator(minimum(value = "5")))]
    pub working_days: i64,
    /// Where objections are taken.
    #[oai(validator(max_length = 100))]
    pub contact_place: String,
    /// Whether any of it still hangs.
    pub is_running: bool,
    /// The households, in order.
    #[oai(validator(max_items = 50))]
    pub entries: Vec<PublicNoticeEntry>,
}

/// A household on a public notice: nothing but what everybody may read.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct PublicNoticeEntry {
    /// The declaration.
    pub declaration_id: DeclarationId,
    /// Its place on the notice, from 1.
    pub place: i64,
    /// The head's name, masked.
    #[oai(validator(max_length = 100))]
    pub head_name_masked: String,
    /// The building.
    #[oai(validator(max_length = 100))]
    pub building_name: String,
    /// How many live there.
    pub member_count: i64,
    /// The category that is proposed.
    pub category: Category,
    /// The first instant at which it does not hang any more; objections move it.
    pub ends_at: Moment,
}

#[derive(FromQueryResult)]
struct Row {
    notice_id: NoticeId,
    node_id: NodeId,
    community_name: String,
    starts_on: Date,
    working_days: i64,
    contact_place: String,
}

/// A public notice in a list.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct PublicNoticeLine {
    /// Names it.
    pub notice_id: NoticeId,
    /// The community where it hangs.
    pub node_id: NodeId,
    /// Its name.
    #[oai(validator(max_length = 100))]
    pub community_name: String,
    /// The first day.
    #[serde(with = "crate::identity::day")]
    pub starts_on: Date,
    /// Working days that it hangs.
    #[oai(validator(minimum(value = "5")))]
    pub working_days: i64,
    /// How many households are on it.
    #[oai(validator(minimum(value = "0")))]
    pub households: i64,
    /// The first instant at which nothing of it hangs any more.
    pub ends_at: Moment,
}

const SOURCE: Source = Source {
    name: "public_notices",
    columns: "t.id AS notice_id, t.node_id, n.name AS community_name, t.starts_on, t.working_days, \
        t.contact_place, \
        (SELECT COUNT(*) FROM public_notice_entry e WHERE e.notice_id = t.id) AS households, \
        (SELECT MAX(e.ends_at) FROM public_notice_entry e WHERE e.notice_id = t.id) AS ends_at",
    tables: "public_notice t JOIN grid_node n ON n.id = t.node_id",
    with_household: false,
    key: "t.id",
};

/// Which notices are listed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NoticeFilter {
    pub(super) running: Option<bool>,
    pub(super) node: Option<NodeId>,
}

/// Lists notices of the caller's community or area, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadNotices>,
    filter: NoticeFilter,
    turn: Turn<'_>,
) -> Result<Page<PublicNoticeLine>, ApiError> {
    let mut list = Listing::of(SOURCE);
    let seen = sight::clause(by, "t.node_id", &mut list.values);
    list.only(seen);
    list.only_if("t.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = ?)", filter.node);
    let hangs =
        "EXISTS (SELECT 1 FROM public_notice_entry r WHERE r.notice_id = t.id AND r.ends_at > ?)";
    match filter.running {
        Some(true) => list.only_if(hangs, Some(view.now)),
        Some(false) => list.only_if(&format!("NOT {hangs}"), Some(view.now)),
        None => {}
    }
    let id = |line: &PublicNoticeLine| line.notice_id.0;
    list.page(view, keys, turn, |row: PublicNoticeLine| row, id).await
}

/// Reads one that the caller sees.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<ReadNotices>,
    id: NoticeId,
) -> Result<PublicNotice, ApiError> {
    let notice = one(view.sql, view.now, id).await?.ok_or(NoticeError::Missing)?;
    if !sight::sees(view.sql, by, notice.node_id).await? {
        return Err(NoticeError::Missing.into());
    }
    Ok(notice)
}

/// The notice with this id, wherever it hangs.
pub(super) async fn one(
    sql: Sql<'_>,
    now: Moment,
    id: NoticeId,
) -> Result<Option<PublicNotice>, Fault> {
    let row: Option<Row> =
        sql.one(format!("{} WHERE t.id = $1", SOURCE.select()), params![id]).await?;
    let Some(row) = row else { return Ok(None) };
    let entries: Vec<PublicNoticeEntry> = sql
        .all(
            "SELECT declaration_id, place, head_name_masked, building_name, member_count, category, \
             ends_at FROM public_notice_entry WHERE notice_id = $1 ORDER BY place",
            params![id],
        )
        .await?;
    Ok(Some(PublicNotice {
        notice_id: row.notice_id,
        node_id: row.node_id,
        community_name: row.community_name,
        starts_on: row.starts_on,
        working_days: row.working_days,
        contact_place: row.contact_place,
        is_running: entries.iter().any(|entry| entry.ends_at > now),
        entries,
    }))
}
