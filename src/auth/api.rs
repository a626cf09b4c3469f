//! Routes of signing in and of one's own account.

use std::sync::Arc;

use poem::Result;
use poem_openapi::OpenApi;

use super::me::Me;
use super::permission::UseAccount;
use super::{Allowed, me};
use crate::api::Tag;
use crate::app::App;
use crate::http::Answer;

/// Signing in and out, sessions, passwords, and who I am.
#[derive(Clone, Debug)]
pub struct SignInApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Identity")]
impl SignInApi {
    /// Who am I
    ///
    /// The account behind the token: roles, places, and the names of all permissions that it holds,
    /// so that an app can hide what is not allowed.
    #[oai(path = "/me", method = "get", operation_id = "get_me")]
    async fn get_me(&self, by: Allowed<UseAccount>) -> Result<Answer<Me>> {
        let shown = me::read(&self.0.view(), &by).await?;
        Ok(Answer::version(&shown, by.caller().version)?)
    }
}
