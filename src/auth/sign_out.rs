//! Ending one's own sessions: this one, or one on another device (TOK-3, TOK-4).

use entity::id::SessionId;

use super::error::SignInError;
use super::permission::UseAccount;
use super::scope::Grant;
use super::session::{self, End, Which};
use crate::app::{Command, Deed};
use crate::store::At;
use crate::store::audit::Subject;

/// Ends a session of the caller's account: the one named, or the one that asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EndSession(pub(crate) Option<SessionId>);

impl Command for EndSession {
    type Needs = UseAccount;
    type Shows = ();
    type Error = SignInError;
    const ACTION: &'static str = "session.end";

    async fn act(self, at: &At<'_>, by: &Grant<UseAccount>) -> Result<Deed<()>, SignInError> {
        let caller = by.caller();
        let (session, why) = match self.0 {
            Some(session) if session != caller.session => (session, End::Owner),
            _ => (caller.session, End::SignOut),
        };
        let ended = session::end(at, caller.account, Which::One(session), why).await?;
        if ended == 0 {
            return Err(SignInError::Missing);
        }
        Ok(Deed::new((), Subject::new("session", session)))
    }
}
