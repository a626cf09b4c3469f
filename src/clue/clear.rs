//! Clearing a clue (排除): it was looked into, and there is no risk.

use entity::id::ClueId;
use poem_openapi::Object;
use serde::Deserialize;

use super::ClueError;
use super::clues::{self, Clue, OUTCOME};
use super::record::WORDS_CHARS_MAX;
use super::store::{self, Ending};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::HandleClues;
use crate::http::Invalid;
use crate::store::At;
use crate::support::words;

/// Why there is no risk.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ClueClearance {
    /// What was found, in plain words. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub words: String,
}

/// Clears a clue.
#[derive(Debug)]
pub(super) struct Clear {
    pub(super) clue: ClueId,
    pub(super) clearance: ClueClearance,
}

impl Command for Clear {
    type Needs = HandleClues;
    type Shows = Clue;
    type Error = ClueError;
    const ACTION: &'static str = "clue.clear";

    async fn act(self, at: &At<'_>, by: &Grant<HandleClues>) -> Result<Deed<Clue>, ClueError> {
        let waiting = store::waiting(at, by, self.clue).await?;
        let mut invalid = Invalid::default();
        let said = words::text(&mut invalid, "/words", &self.clearance.words, WORDS_CHARS_MAX);
        invalid.check()?;
        let sealed = OUTCOME.seal(at.world, self.clue.0, &said.unwrap_or_default())?;
        store::settle(at, by, self.clue, Ending::Cleared(sealed)).await?;
        let shows = clues::one(at.sql(), self.clue, at.now).await?.ok_or(ClueError::Missing)?;
        let version = shows.version;
        Ok(Deed::new(shows, waiting.subject(at)).version(version))
    }
}
