//! The timeline of a declaration: every step with who took it, what was said, and a plain sentence.

use entity::Moment;
use entity::appointment::Role;
use entity::declaration::{DeclarationState, DeskLevel, Track};
use entity::declaration_step::{DeclarationAction, StepReason};
use entity::id::StepId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::detail::shown;
use super::sentence::{Told, sentence};
use super::signature::UNNAMED;
use super::store::Case;
use super::words;
use crate::params;
use crate::store::{Fault, View};

/// A step in the timeline.
#[derive(Clone, Debug, Object, Serialize)]
pub struct TimelineStep {
    /// The step in one plain sentence, fit to be read aloud.
    #[oai(validator(max_length = 300))]
    pub sentence: String,
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
struct Row {
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

/// Reads it; `own` is whether the reader is of the household.
pub(super) async fn read(
    view: &View<'_>,
    case: &Case,
    own: bool,
) -> Result<Vec<TimelineStep>, Fault> {
    let rows: Vec<Row> = view
        .sql
        .all(
            "SELECT id, number, action, from_state, to_state, level, actor_name, actor_role, \
             reason_code, words_sealed, due_at, at FROM declaration_step \
             WHERE declaration_id = $1 ORDER BY number",
            params![case.id],
        )
        .await?;
    // Before it was found to ask for a service, it took the way of monitoring.
    let found = rows.iter().find(|row| row.action == DeclarationAction::Reclassify);
    let found = found.map(|row| row.number);
    let step = |row: Row| {
        let before = found.is_some_and(|number| row.number < number);
        row.shown(view, if before { Track::Monitoring } else { case.stand.track }, own)
    };
    rows.into_iter().map(step).collect()
}

impl Row {
    fn shown(self, view: &View<'_>, track: Track, own: bool) -> Result<TimelineStep, Fault> {
        // A neighbour who objects stays unnamed for everybody, and needs no mask.
        let actor_name = match self.actor_name == UNNAMED {
            true => self.actor_name,
            false => shown(self.actor_name, self.actor_role, own),
        };
        let sentence = sentence(&Told {
            action: self.action,
            at: self.at,
            actor: &actor_name,
            role: self.actor_role,
            track,
            state: self.to_state,
            level: self.level,
            due_at: self.due_at,
            is_own: own,
        });
        Ok(TimelineStep {
            sentence,
            number: self.number,
            action: self.action,
            from_state: self.from_state,
            to_state: self.to_state,
            level: self.level,
            actor_name,
            actor_role: self.actor_role,
            reason_code: self.reason_code,
            words: words::open(view.world, words::STEP, self.id.0, self.words_sealed)?,
            due_at: self.due_at,
            at: self.at,
        })
    }
}
