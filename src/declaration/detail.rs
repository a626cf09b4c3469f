//! One declaration with its timeline: what was said, by whom, and until when what must be done.

use std::sync::Arc;

use entity::Moment;
use entity::appointment::Role;
use entity::declaration::{Consent, DeclarationState, DeskLevel};
use entity::declaration_step::{DeclarationAction, StepReason};
use entity::id::{DeclarationId, MediaId, StepId};
use entity::media::MediaFormat;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::error::DeclarationError;
use super::list::{COLUMNS, DeclarationLine, Row, TABLES};
use super::words;
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
    #[oai(validator(max_items = 100))]
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
    /// All steps, oldest first.
    #[oai(validator(max_items = 100))]
    pub timeline: Vec<TimelineStep>,
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

/// A step in the timeline.
#[derive(Clone, Debug, Object, Serialize)]
pub struct TimelineStep {
    /// Its place, from 1.
    #[oai(validator(minimum(value = "1")))]
    pub number: i64,
    /// What was done.
    pub action: DeclarationAction,
    /// The state before; absent for the first step.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_state: Option<DeclarationState>,
    /// The state after.
    pub to_state: DeclarationState,
    /// At whose desk it lies afterwards.
    pub level: DeskLevel,
    /// Who did it; a resident's name is masked but for the household itself.
    #[oai(validator(max_length = 100))]
    pub actor_name: String,
    /// As what.
    pub actor_role: Role,
    /// Why, where the step needs a reason.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<StepReason>,
    /// What was said.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// When the next step runs out.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// When it was done.
    pub at: Moment,
}

#[derive(FromQueryResult)]
struct More {
    words_sealed: Option<String>,
    filed_by_name: String,
    filed_by_role: Role,
    person_name: Option<String>,
    consent: Option<Consent>,
    version: i64,
}

#[derive(FromQueryResult)]
struct StepRow {
    id: StepId,
    number: i64,
    action: DeclarationAction,
    from_state: Option<DeclarationState>,
    to_state: DeclarationState,
    level: DeskLevel,
    actor_name: String,
    actor_role: Role,
    reason_code: Option<StepReason>,
    words_sealed: Option<String>,
    due_at: Option<Moment>,
    at: Moment,
}

/// Reads a declaration; staff who do are written down first, so that the household sees who read it.
pub async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadDeclarations>,
    id: DeclarationId,
) -> Result<DeclarationDetail, ApiError> {
    let view = app.view();
    let line = line(&view, by, id).await?.ok_or(DeclarationError::Missing)?;
    let own = by.is_own(line.household_id);
    if !own {
        let subject = Subject::new("declaration", id).household(line.household_id);
        app.disclose(by, &by.asked, "declaration.read", vec![subject]).await?;
    }
    let more: Option<More> = view
        .sql
        .one(
            "SELECT words_sealed, filed_by_name, filed_by_role, person_name, consent, \
             version FROM declaration WHERE id = $1",
            params![id],
        )
        .await?;
    let more = more.ok_or(DeclarationError::Missing)?;
    Ok(DeclarationDetail {
        declaration: line,
        words: words::open(view.world, words::OWN, id.0, more.words_sealed)?,
        media: media(&view, id).await?,
        filed_by_name: shown(more.filed_by_name, more.filed_by_role, own),
        filed_by_role: more.filed_by_role,
        person_name: more.person_name.map(|name| if own { name } else { mask::name(&name) }),
        consent: more.consent,
        timeline: timeline(&view, id, own).await?,
        version: more.version,
    })
}

/// Staff act under their names; residents are masked for everybody but their household.
fn shown(name: String, role: Role, own: bool) -> String {
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

async fn timeline(
    view: &View<'_>,
    id: DeclarationId,
    own: bool,
) -> Result<Vec<TimelineStep>, Fault> {
    let rows: Vec<StepRow> = view
        .sql
        .all(
            "SELECT id, number, action, from_state, to_state, level, actor_name, actor_role, \
             reason_code, words_sealed, due_at, at FROM declaration_step \
             WHERE declaration_id = $1 ORDER BY number",
            params![id],
        )
        .await?;
    let step = |row: StepRow| {
        Ok(TimelineStep {
            number: row.number,
            action: row.action,
            from_state: row.from_state,
            to_state: row.to_state,
            level: row.level,
            actor_name: shown(row.actor_name, row.actor_role, own),
            actor_role: row.actor_role,
            reason_code: row.reason_code,
            words: words::open(view.world, words::STEP, row.id.0, row.words_sealed)?,
            due_at: row.due_at,
            at: row.at,
        })
    };
    rows.into_iter().map(step).collect()
}
