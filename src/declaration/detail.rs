//! One declaration: what was said, how it went, what comes next, and what its reader may do now.

use std::sync::Arc;

use entity::Moment;
use entity::appointment::Role;
use entity::declaration::Consent;
use entity::declaration_step::DeclarationAction;
use entity::id::{DeclarationId, MediaId};
use entity::media::MediaFormat;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::error::DeclarationError;
use super::list::{COLUMNS, DeclarationLine, Row, TABLES};
use super::pauses::{self, OpenPause};
use super::store::{self, Case};
use super::timeline::{self, TimelineStep};
use super::upcoming::{NextStep, Now, upcoming};
use super::{actions, words};
use crate::app::App;
use crate::auth::permission::ReadDeclarations;
use crate::auth::{Allowed, Grant};
use crate::http::ApiError;
use crate::params;
use crate::store::audit::Subject;
use crate::store::{Fault, View};
use crate::text::mask;

/// A declaration with its timeline.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DeclarationDetail {
    /// How it stands.
    pub declaration: DeclarationLine,
    /// What happened, in own words.
    #[oai(skip_serializing_if_is_none, validator(max_length = 10000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Photos and voice notes.
    #[oai(validator(max_items = 1000))]
    pub media: Vec<DeclarationMedia>,
    /// Who filed it; a resident's name is masked but for the household itself.
    #[oai(validator(max_length = 100))]
    pub filed_by_name: String,
    /// As what that person filed it.
    pub filed_by_role: Role,
    /// The member whom it is about; masked but for the household itself.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_name: Option<String>,
    /// How the household agreed that somebody files for it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// The name of whoever agreed; masked but for the household itself.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_by: Option<String>,
    /// All steps, oldest first.
    #[oai(validator(max_items = 1000))]
    pub timeline: Vec<TimelineStep>,
    /// What happens next; absent where it is over.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<NextStep>,
    /// Pauses that wait for a decision or run.
    #[oai(validator(max_items = 10))]
    pub pauses: Vec<OpenPause>,
    /// What the reader may do now. `pause` stands for deciding on a pause that somebody asked for.
    #[oai(validator(max_items = 30))]
    pub actions: Vec<DeclarationAction>,
    /// Rises with every step.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
}

/// A photo or voice note of a declaration.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct DeclarationMedia {
    /// Names it: `GET /media/{media_id}`.
    pub media_id: MediaId,
    /// What the content is.
    pub kind: MediaFormat,
    /// Length of a voice note in milliseconds.
    #[oai(skip_serializing_if_is_none, validator(minimum(value = "1")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
}

#[derive(FromQueryResult)]
struct More {
    words_sealed: Option<String>,
    filed_by_name: String,
    filed_by_role: Role,
    person_name: Option<String>,
    consent: Option<Consent>,
    consent_by: Option<String>,
    notice_ends: Option<Moment>,
}

/// Reads a declaration; staff who do are written down first, so that the household sees who read it.
pub async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadDeclarations>,
    id: DeclarationId,
) -> Result<DeclarationDetail, ApiError> {
    let view = app.view();
    let line = line(&view, by, id).await?.ok_or(DeclarationError::Missing)?;
    let case = store::seen(view.sql, by, id).await?.ok_or(DeclarationError::Missing)?;
    let own = by.is_own(line.household_id);
    if !own {
        let subject = Subject::new("declaration", id).household(line.household_id);
        app.disclose(by, &by.asked, "declaration.read", vec![subject]).await?;
    }
    let more: Option<More> = view
        .sql
        .one(
            "SELECT words_sealed, filed_by_name, filed_by_role, person_name, consent, consent_by, \
             (SELECT MAX(e.ends_at) FROM public_notice_entry e WHERE e.declaration_id = $1) \
             AS notice_ends FROM declaration WHERE id = $1",
            params![id],
        )
        .await?;
    let more = more.ok_or(DeclarationError::Missing)?;
    let pauses = pauses::open(&view, id).await?;
    let masked = |name: String| if own { name } else { mask::name(&name) };
    let next = next(&case, &line, more.notice_ends, own);
    Ok(DeclarationDetail {
        declaration: line,
        words: words::open(view.world, words::OWN, id.0, more.words_sealed)?,
        media: media(&view, id).await?,
        filed_by_name: shown(more.filed_by_name, more.filed_by_role, own),
        filed_by_role: more.filed_by_role,
        person_name: more.person_name.map(masked),
        consent: more.consent,
        consent_by: more.consent_by.map(masked),
        timeline: timeline::read(&view, &case, own).await?,
        next,
        actions: actions::open(&view, by, &case, &pauses).await?,
        pauses: pauses.into_iter().map(|(_, pause)| pause).collect(),
        version: case.version,
    })
}

fn next(
    case: &Case,
    line: &DeclarationLine,
    notice_ends: Option<Moment>,
    is_own: bool,
) -> Option<NextStep> {
    upcoming(&Now {
        state: case.stand.state,
        track: case.stand.track,
        level: case.stand.level,
        office: &line.office_name,
        due_at: case.stand.due_at,
        stopped_for: case.stand.stopped_for,
        has_appealed: case.stand.has_appealed,
        notice_ends,
        is_own,
    })
}

/// Staff act under their names; residents are masked for everybody but their household.
pub(super) fn shown(name: String, role: Role, own: bool) -> String {
    if own || role != Role::Resident { name } else { mask::name(&name) }
}

async fn line(
    view: &View<'_>,
    by: &Grant<ReadDeclarations>,
    id: DeclarationId,
) -> Result<Option<DeclarationLine>, Fault> {
    let mut values = params![id];
    let clause = by.clause("h.node_id", Some("h.id"), &mut values);
    let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE d.id = $1 AND {clause}");
    let row: Option<Row> = view.sql.one(sql, values).await?;
    Ok(row.map(|row| row.line(view, by)))
}

async fn media(view: &View<'_>, id: DeclarationId) -> Result<Vec<DeclarationMedia>, Fault> {
    view.sql
        .all(
            "SELECT id AS media_id, kind, duration_ms FROM media \
             WHERE owner_id = $1 AND owner_kind = 'declaration' ORDER BY id",
            params![id],
        )
        .await
}
