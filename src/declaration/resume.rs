//! Letting a paused declaration go on (恢复): both clocks get back the working days that they lost.

use entity::declaration_step::DeclarationAction;
use entity::id::DeclarationId;

use super::advance::{DeclarationStanding, Wish, advance};
use super::error::DeclarationError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::HandleDeclarations;
use crate::store::At;

/// Ends the pause of a declaration.
#[derive(Clone, Copy, Debug)]
pub struct Resume(pub DeclarationId);

impl Command for Resume {
    type Needs = HandleDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.resume";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<HandleDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        advance(at, by, self.0, Wish::to(DeclarationAction::Resume)).await
    }
}
