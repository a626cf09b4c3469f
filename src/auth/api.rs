//! Routes of signing in and of one's own account.

use std::sync::Arc;

use entity::id::SessionId;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::activation::{self, Activation};
use super::change_password::{self, PasswordChange};
use super::me::{self, Me};
use super::my_sessions::{self, MySession};
use super::permission::UseAccount;
use super::refresh::{self, Refresh};
use super::session::SignedIn;
use super::sign_in::{self, SignIn};
use super::sign_out::EndSession;
use super::{Acting, Allowed, Anyone};
use crate::api::Tag;
use crate::app::App;
use crate::http::{Answer, Body, Created, Done, Page};

/// Signing in and out, sessions, passwords, and who I am.
#[derive(Clone, Debug)]
pub struct SignInApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Identity")]
impl SignInApi {
    /// Sign in
    ///
    /// With login and password, for staff. A wrong login and a wrong password are answered alike.
    /// After several wrong attempts there is a pause (429 with `Retry-After`), each one twice as
    /// long. With `password_due` the token is good for nothing but a new password.
    #[oai(path = "/auth/sessions", method = "post", operation_id = "create_session")]
    async fn create_session(&self, by: Anyone, body: Body<SignIn>) -> Result<Created<SignedIn>> {
        Ok(Created::new(&sign_in::sign_in(&self.0, &by.0, body.0).await?)?)
    }

    /// Sign in with a household card
    ///
    /// With the one-time code printed on the card, for residents: no password is needed. The first
    /// activation makes the household's account, each further one opens a session of it on another
    /// phone. A mistyped code (422) is no try; after 5 wrong ones there is a pause.
    #[oai(path = "/auth/activations", method = "post", operation_id = "activate_household")]
    async fn activate_household(
        &self,
        by: Anyone,
        body: Body<Activation>,
    ) -> Result<Created<SignedIn>> {
        Ok(Created::new(&activation::activate(&self.0, &by.0, body.0).await?)?)
    }

    /// Refresh the session
    ///
    /// Exchanges the refresh token for a new pair; each is good for one exchange. When the reply
    /// was lost, the same token may be sent again as long as its successor is unused. Using a spent
    /// one ends the session.
    #[oai(path = "/auth/sessions/refresh", method = "post", operation_id = "refresh_session")]
    async fn refresh_session(&self, by: Anyone, body: Body<Refresh>) -> Result<Answer<SignedIn>> {
        Ok(Answer::new(&refresh::refresh(&self.0, &by.0, body.0).await?)?)
    }

    /// Sign out
    ///
    /// Ends the session that asks; its tokens hold no longer.
    #[oai(path = "/auth/sessions/current", method = "delete", operation_id = "end_current_session")]
    async fn end_current_session(&self, by: Acting<UseAccount>) -> Result<Done> {
        Ok(self.0.perform(&by, EndSession(None)).await?.into())
    }

    /// Who am I
    ///
    /// The account behind the token: roles, places, and the names of all permissions that it holds,
    /// so that an app can hide what is not allowed.
    #[oai(path = "/me", method = "get", operation_id = "get_me")]
    async fn get_me(&self, by: Allowed<UseAccount>) -> Result<Answer<Me>> {
        let shown = me::read(&self.0.view(), &by).await?;
        Ok(Answer::version(&shown, by.caller().version)?)
    }

    /// My sessions
    ///
    /// All open sessions of one's own account, the one used last first.
    #[oai(path = "/me/sessions", method = "get", operation_id = "list_my_sessions")]
    async fn list_my_sessions(&self, by: Allowed<UseAccount>) -> Result<Answer<Page<MySession>>> {
        Ok(Answer::new(&my_sessions::read(&self.0.view(), &by).await?)?)
    }

    /// End one of my sessions
    ///
    /// Signs another device out, or this one.
    #[oai(path = "/me/sessions/:session_id", method = "delete", operation_id = "end_my_session")]
    async fn end_my_session(
        &self,
        by: Acting<UseAccount>,
        /// Which session.
        session_id: Path<SessionId>,
    ) -> Result<Done> {
        Ok(self.0.perform(&by, EndSession(Some(session_id.0))).await?.into())
    }

    /// Change my password
    ///
    /// The old password proves who asks. All other sessions of the account end.
    #[oai(path = "/me/password", method = "post", operation_id = "change_my_password")]
    async fn change_my_password(
        &self,
        by: Acting<UseAccount>,
        body: Body<PasswordChange>,
    ) -> Result<Done> {
        Ok(change_password::change(&self.0, &by, body.0).await?.into())
    }
}
