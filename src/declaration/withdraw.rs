//! Taking a declaration back (撤回), as long as it does not hang in a public notice.

use entity::declaration_step::DeclarationAction;
use entity::id::DeclarationId;

use super::advance::{DeclarationStanding, Wish, advance};
use super::error::DeclarationError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::DeclareForOwn;
use crate::store::At;

/// Takes a declaration of one's own household back.
#[derive(Clone, Copy, Debug)]
pub struct Withdraw(pub DeclarationId);

impl Command for Withdraw {
    type Needs = DeclareForOwn;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.withdraw";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<DeclareForOwn>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        advance(at, by, self.0, Wish::to(DeclarationAction::Withdraw)).await
    }
}
