//! Resetting somebody's password: a new one for one sign-in; all their sessions end.

use std::sync::Arc;

use entity::account::AccountKind;
use entity::id::AccountId;

use super::account;
use super::error::IdentityError;
use super::open_account::{WithoutPassword, one_time_password, put_in};
use crate::app::{App, Command, Deed};
use crate::auth::permission::ManageAccounts;
use crate::auth::session::{self, End, Which};
use crate::auth::{Acting, Grant};
use crate::http::ApiError;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::store::reply::Reply;

/// Resets the password of `id`.
pub(crate) async fn reset(
    app: &Arc<App>,
    by: &Acting<ManageAccounts>,
    id: AccountId,
) -> Result<Reply, ApiError> {
    let password = one_time_password(app, by);
    let hash = app.passwords.hash(password.as_str().into()).await?;
    let performed = app.perform(by, ResetPassword { id, hash }).await?;
    put_in(performed.reply, &password)
}

struct ResetPassword {
    id: AccountId,
    hash: String,
}

impl Command for ResetPassword {
    type Needs = ManageAccounts;
    type Shows = WithoutPassword;
    type Error = IdentityError;
    const ACTION: &'static str = "password.reset";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ManageAccounts>,
    ) -> Result<Deed<WithoutPassword>, IdentityError> {
        let found = account::take_charge(at, by, self.id).await?;
        if found.kind == AccountKind::Resident {
            return Err(IdentityError::NoPassword);
        }
        at.execute(
            "UPDATE account SET password_hash = $2, password_set_at = $3, \
               password_must_change = true, version = version + 1 WHERE id = $1",
            params![self.id, self.hash, at.now],
        )
        .await?;
        session::end(at, self.id, Which::All, End::Password).await?;
        let account = account::after(at, by, self.id).await?;
        let (version, subject) = (account.version, Subject::new("account", self.id));
        Ok(Deed::new(WithoutPassword { account }, subject).version(version))
    }
}
