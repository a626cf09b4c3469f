//! One clue with what the department says and what was found; the household sees who read it.

use std::sync::Arc;

use entity::id::ClueId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::ClueError;
use super::clues::{self, Clue, OUTCOME, WORDS};
use crate::app::App;
use crate::auth::Allowed;
use crate::auth::permission::HandleClues;
use crate::http::ApiError;
use crate::params;
use crate::store::audit::Subject;

/// A clue with its words.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ClueDetail {
    /// How it stands.
    pub clue: Clue,
    /// What the department says.
    #[oai(validator(max_length = 1000))]
    pub words: String,
    /// What was found, where it was cleared.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

#[derive(FromQueryResult)]
struct Sealed {
    words_sealed: String,
    outcome_sealed: Option<String>,
}

/// Reads a clue of the caller's area.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<HandleClues>,
    id: ClueId,
) -> Result<ClueDetail, ApiError> {
    let view = app.view();
    let mut values = params![id];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT c.words_sealed, c.outcome_sealed FROM clue c \
         JOIN household h ON h.id = c.household_id WHERE c.id = $1 AND {clause}"
    );
    let sealed: Option<Sealed> = view.sql.one(sql, values).await?;
    let sealed = sealed.ok_or(ClueError::Missing)?;
    let clue = clues::one(view.sql, id, view.now).await?.ok_or(ClueError::Missing)?;
    let subject = Subject::new("clue", id).household(clue.household_id);
    app.disclose(by, &by.asked, "clue.read", vec![subject]).await?;
    let words = WORDS.open(view.world, id.0, Some(sealed.words_sealed))?;
    let outcome = OUTCOME.open(view.world, id.0, sealed.outcome_sealed)?;
    Ok(ClueDetail { clue, words: words.unwrap_or_default(), outcome })
}
