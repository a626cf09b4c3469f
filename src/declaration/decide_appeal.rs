//! Deciding an appeal (申诉决定), never by whoever refused.

use entity::declaration_step::DeclarationAction;
use entity::id::DeclarationId;
use poem_openapi::Object;
use serde::Deserialize;

use super::advance::{DeclarationStanding, Wish, advance};
use super::error::DeclarationError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::HandleDeclarations;
use crate::store::At;

entity::codes! {
    /// What becomes of an appeal.
    pub enum AppealOutcome {
        /// The refusal stands (维持).
        Uphold = "uphold",
        /// The refusal was wrong; work begins again, with a new deadline for the whole (撤销重办).
        Reopen = "reopen",
    }
}

/// How an appeal is decided.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct AppealDecision {
    /// What becomes of it.
    pub decision: AppealOutcome,
    /// Why, in plain words that can be read aloud.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// Decides an appeal.
#[derive(Clone, Debug)]
pub struct DecideAppeal {
    /// Against whose refusal.
    pub id: DeclarationId,
    /// How.
    pub decided: AppealDecision,
}

impl Command for DecideAppeal {
    type Needs = HandleDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.decide_appeal";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<HandleDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let action = match self.decided.decision {
            AppealOutcome::Uphold => DeclarationAction::Uphold,
            AppealOutcome::Reopen => DeclarationAction::Reopen,
        };
        advance(at, by, self.id, Wish::to(action).saying(self.decided.words)).await
    }
}
