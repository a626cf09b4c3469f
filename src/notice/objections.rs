//! Objections as officers read them, and as whoever raised one does.

use entity::Moment;
use entity::id::{DeclarationId, NodeId, NoticeId, ObjectionId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use crate::auth::Grant;
use crate::auth::permission::{ObjectToNotices, ReviewDeclarations};
use crate::http::{ApiError, Page};
use crate::store::keys::Keys;
use crate::store::{Fault, View};
use crate::support::listing::{Listing, Source, Turn};
use crate::support::words;

/// Where objections lie.
pub(super) const WORDS: words::At = words::At { table: "notice_objection", column: "words_sealed" };
/// Where their answers lie.
pub(super) const ANSWER: words::At =
    words::At { table: "notice_objection", column: "answer_sealed" };

/// An objection to a public notice (公示异议).
#[derive(Clone, Debug, Object, Serialize)]
pub struct Objection {
    /// Names it.
    pub objection_id: ObjectionId,
    /// The notice.
    pub notice_id: NoticeId,
    /// The declaration on it.
    pub declaration_id: DeclarationId,
    /// For whom it was written down; officers only.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised_for: Option<String>,
    /// What was said.
    #[oai(validator(max_length = 1000))]
    pub words: String,
    /// When.
    pub raised_at: Moment,
    /// The answer.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Whether it was right.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_upheld: Option<bool>,
    /// When it was answered.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Moment>,
}

#[derive(FromQueryResult)]
struct Row {
    id: ObjectionId,
    notice_id: NoticeId,
    declaration_id: DeclarationId,
    raised_for: Option<String>,
    words_sealed: String,
    raised_at: Moment,
    answer_sealed: Option<String>,
    is_upheld: Option<bool>,
    answered_at: Option<Moment>,
}

const SOURCE: Source = Source {
    name: "notice_objections",
    columns: "t.id, t.notice_id, t.declaration_id, t.raised_for, t.words_sealed, t.raised_at, \
        t.answer_sealed, t.is_upheld, t.answered_at",
    tables: "notice_objection t JOIN declaration d ON d.id = t.declaration_id \
        JOIN household h ON h.id = d.household_id",
    with_household: false,
    key: "t.id",
};

/// Which objections are listed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ObjectionFilter {
    pub(super) open: Option<bool>,
    pub(super) notice: Option<NoticeId>,
    pub(super) node: Option<NodeId>,
}

/// Lists objections about households of the caller's area, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReviewDeclarations>,
    filter: ObjectionFilter,
    turn: Turn<'_>,
) -> Result<Page<Objection>, ApiError> {
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("h.node_id", None, &mut list.values);
    list.only(clause);
    match filter.open {
        Some(true) => list.only("t.answered_at IS NULL"),
        Some(false) => list.only("t.answered_at IS NOT NULL"),
        None => {}
    }
    list.only_if("t.notice_id = ?", filter.notice);
    list.only_if("h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = ?)", filter.node);
    let shown = |row: Row| shown(view, row);
    list.page_of(view, keys, turn, shown, |objection| objection.objection_id.0).await
}

/// Lists what the caller objected to, with the answers.
pub(super) async fn own(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ObjectToNotices>,
    turn: Turn<'_>,
) -> Result<Page<Objection>, ApiError> {
    let mut list = Listing::of(Source { name: "own_objections", ..SOURCE });
    list.only_if("t.raised_by = ?", Some(by.caller().account));
    let shown = |row: Row| shown(view, row);
    list.page_of(view, keys, turn, shown, |objection| objection.objection_id.0).await
}

fn shown(view: &View<'_>, row: Row) -> Result<Objection, Fault> {
    let words = WORDS.open(view.world, row.id.0, Some(row.words_sealed))?;
    Ok(Objection {
        objection_id: row.id,
        notice_id: row.notice_id,
        declaration_id: row.declaration_id,
        raised_for: row.raised_for,
        words: words.unwrap_or_default(),
        raised_at: row.raised_at,
        answer: ANSWER.open(view.world, row.id.0, row.answer_sealed)?,
        is_upheld: row.is_upheld,
        answered_at: row.answered_at,
    })
}
