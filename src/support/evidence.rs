//! One measure with what proves it and what was judged of it.

use std::sync::Arc;

use entity::Moment;
use entity::id::{MeasureId, MediaId};
use entity::media::MediaFormat;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::measures::{self, EFFECT, EVIDENCE, Measure};
use super::{SupportError, assignments};
use crate::app::App;
use crate::auth::Allowed;
use crate::auth::permission::ReadMonitoring;
use crate::http::ApiError;
use crate::params;
use crate::store::audit::Subject;

/// A measure with what proves it.
#[derive(Clone, Debug, Object, Serialize)]
pub struct MeasureDetail {
    /// The measure.
    pub measure: Measure,
    /// Who gave it.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_by_name: Option<String>,
    /// What proves that it was given.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Photos and voice notes that show it.
    #[oai(validator(max_items = 100))]
    pub media: Vec<MeasureMedia>,
    /// What the judgement of its effect rests on.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect_words: Option<String>,
    /// Who judged.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect_by_name: Option<String>,
    /// When.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect_at: Option<Moment>,
}

/// A photo or voice note of a measure.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct MeasureMedia {
    /// Names it: `GET /media/{media_id}`.
    pub media_id: MediaId,
    /// What the content is.
    pub kind: MediaFormat,
}

#[derive(FromQueryResult)]
struct More {
    delivered_by_name: Option<String>,
    evidence_sealed: Option<String>,
    effect_sealed: Option<String>,
    effect_by_name: Option<String>,
    effect_at: Option<Moment>,
}

/// Reads a measure; staff who do are written down.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadMonitoring>,
    id: MeasureId,
) -> Result<MeasureDetail, ApiError> {
    let view = app.view();
    let measure = measures::one(view.sql, id, view.today()).await?.ok_or(SupportError::Missing)?;
    if !assignments::is_seen(&view, by, measure.household_id).await? {
        return Err(SupportError::Missing.into());
    }
    let subject = Subject::new("measure", id).household(measure.household_id);
    app.disclose(by, &by.asked, "support.read", vec![subject]).await?;
    let more: Option<More> = view
        .sql
        .one(
            "SELECT d.display_name AS delivered_by_name, m.evidence_sealed, m.effect_sealed, \
             e.display_name AS effect_by_name, m.effect_at FROM measure m \
             LEFT JOIN account d ON d.id = m.delivered_by \
             LEFT JOIN account e ON e.id = m.effect_by WHERE m.id = $1",
            params![id],
        )
        .await?;
    let more = more.ok_or(SupportError::Missing)?;
    let media = view
        .sql
        .all(
            "SELECT id AS media_id, kind FROM media \
             WHERE owner_id = $1 AND owner_kind = 'measure' ORDER BY id",
            params![id],
        )
        .await?;
    Ok(MeasureDetail {
        measure,
        delivered_by_name: more.delivered_by_name,
        evidence: EVIDENCE.open(view.world, id.0, more.evidence_sealed)?,
        media,
        effect_words: EFFECT.open(view.world, id.0, more.effect_sealed)?,
        effect_by_name: more.effect_by_name,
        effect_at: more.effect_at,
    })
}
