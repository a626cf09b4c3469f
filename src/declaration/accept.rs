//! Accepting a declaration (受理).

use entity::declaration_step::DeclarationAction;
use entity::id::DeclarationId;

use super::advance::{DeclarationStanding, Wish, advance};
use super::error::DeclarationError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::HandleDeclarations;
use crate::store::At;

/// Accepts a declaration.
#[derive(Clone, Copy, Debug)]
pub struct Accept(pub DeclarationId);

impl Command for Accept {
    type Needs = HandleDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.accept";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<HandleDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        advance(at, by, self.0, Wish::to(DeclarationAction::Accept)).await
    }
}
