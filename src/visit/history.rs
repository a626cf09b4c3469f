//! The visits to one household, with what was written down and the photos.

use std::sync::Arc;

use entity::id::{HouseholdId, MediaId, VisitId};
use entity::media::MediaFormat;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::VisitError;
use super::visits::{self, Row, Visit, VisitFilter, WORDS};
use crate::app::App;
use crate::auth::permission::ReadVisits;
use crate::auth::{Allowed, Grant};
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{Fault, View};
use crate::support::listing::Turn;
use crate::support::store::listed;

/// A visit with what was written down.
#[derive(Clone, Debug, Object, Serialize)]
pub struct VisitDetail {
    /// The visit.
    pub visit: Visit,
    /// What the visitor wrote down.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Photos and voice notes that show it.
    #[oai(validator(max_items = 20))]
    pub media: Vec<VisitMedia>,
}

/// A photo or voice note of a visit.
#[derive(Clone, Debug, Object, Serialize)]
pub struct VisitMedia {
    /// Names it: `GET /media/{media_id}`.
    pub media_id: MediaId,
    /// What the content is.
    pub kind: MediaFormat,
}

#[derive(FromQueryResult)]
struct Shown {
    owner_id: VisitId,
    id: MediaId,
    kind: MediaFormat,
}

/// Reads a page of the visits to a household, the latest first; staff who do are written down.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadVisits>,
    household: HouseholdId,
    turn: Turn<'_>,
) -> Result<Page<VisitDetail>, ApiError> {
    let view = app.view();
    if !is_seen(&view, by, household).await? {
        return Err(VisitError::Missing.into());
    }
    let subject = Subject::new("household", household).household(household);
    app.disclose(by, &by.asked, "visit.read", vec![subject]).await?;
    let filter = VisitFilter { household: Some(household), ..VisitFilter::default() };
    let (rows, total) = visits::rows(&view, &app.keys, by, &filter, turn).await?;
    let media = media(&view, &rows).await?;
    let mut details = Vec::with_capacity(rows.len());
    for row in rows {
        let visit = Visit::from(&row);
        let words = WORDS.open(view.world, row.id.0, row.words_sealed)?;
        let own = media.iter().filter(|shown| shown.owner_id == row.id);
        let media = own.map(|shown| VisitMedia { media_id: shown.id, kind: shown.kind }).collect();
        details.push(VisitDetail { visit, words, media });
    }
    visits::cut(&app.keys, turn, details, total, |detail| &detail.visit)
}

async fn is_seen(
    view: &View<'_>,
    by: &Grant<ReadVisits>,
    household: HouseholdId,
) -> Result<bool, Fault> {
    let mut values = params![household];
    let clause = by.clause("h.node_id", None, &mut values);
    view.sql.exists(format!("SELECT 1 FROM household h WHERE h.id = $1 AND {clause}"), values).await
}

async fn media(view: &View<'_>, rows: &[Row]) -> Result<Vec<Shown>, Fault> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let mut values = Vec::new();
    let list = listed(&mut values, rows.iter().map(|row| row.id).collect());
    let sql = format!(
        "SELECT owner_id, id, kind FROM media \
         WHERE owner_kind = 'visit' AND owner_id IN ({list}) ORDER BY id"
    );
    view.sql.all(sql, values).await
}
