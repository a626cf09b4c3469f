//! Changing one's own password: the old one proves who asks, all other sessions end.
//!
//! As at sign-in, attempts that were checked at the same time are concluded one after the other: each
//! takes the login's counter and looks again, so guessing in parallel gains nothing.

use std::sync::Arc;

use entity::id::AccountId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Deserialize;

use super::error::{SignInError, paused};
use super::guard::Acting;
use super::password_rules;
use super::permission::UseAccount;
use super::scope::Grant;
use super::secret::Secret;
use super::session::{self, End, Which};
use super::throttle::{self, Counter};
use crate::app::{App, Command, Deed, Performed};
use crate::http::{ApiError, Invalid};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// The old and the new password.
#[derive(Clone, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password until now.
    #[oai(validator(min_length = 1, max_length = 1024))]
    pub old_password: String,
    /// The password from now on: at least 15 characters, not common, without names.
    #[oai(validator(min_length = 1, max_length = 1024))]
    pub new_password: String,
}

impl std::fmt::Debug for PasswordChange {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PasswordChange(…)")
    }
}

#[derive(FromQueryResult)]
struct Known {
    login: Option<String>,
    display_name: String,
    password_hash: Option<String>,
}

/// Checks the old password and sets the new one.
pub(crate) async fn change(
    app: &Arc<App>,
    by: &Acting<UseAccount>,
    given: PasswordChange,
) -> Result<Performed<()>, ApiError> {
    let account = by.caller().account;
    let view = app.view();
    let known: Known = view
        .sql
        .one(
            "SELECT login, display_name, password_hash FROM account WHERE id = $1",
            params![account],
        )
        .await?
        .ok_or(SignInError::Missing)?;
    let (Some(login), Some(old_hash)) = (known.login, known.password_hash) else {
        return Err(SignInError::NoPassword.into());
    };
    let counters = [Counter::login(&app.world, &login)];
    if let Some(wait_s) = throttle::wait_s(view.sql, view.now, &counters).await? {
        return Err(paused(wait_s));
    }
    let same = given.old_password == given.new_password;
    let new = Secret::from(given.new_password);
    let mut invalid = Invalid::default();
    if same {
        invalid.0.push(SignInError::PasswordSame.at("/new_password"));
    }
    let names = (login.as_str(), known.display_name.as_str());
    password_rules::check(&app.world, "/new_password", &new, names, &mut invalid)?;
    invalid.check()?;
    let verdict = app.passwords.verify(Some(&old_hash), given.old_password.into()).await?;
    let hashes =
        if verdict.correct { Some((old_hash, app.passwords.hash(new).await?)) } else { None };
    // A wrong password is performed as well: it may repeat a change that succeeded, whose reply
    // is then given again.
    let command = ChangePassword { hashes, counter: counters.clone() };
    let outcome = app.perform(by, command).await;
    if verdict.correct || outcome.is_ok() {
        return outcome;
    }
    let waits: Option<u32> =
        app.work::<_, Fault, _>(move |at| Box::pin(fail(at, counters))).await?;
    waits.map_or(outcome, |wait_s| Err(paused(wait_s)))
}

/// Counts a wrong password, unless those before it have brought a pause; the transaction is kept.
async fn fail(at: &At<'_>, counters: [Counter; 1]) -> Result<Option<u32>, Fault> {
    let [login] = &counters;
    throttle::lock(at, login).await?;
    let waits = throttle::wait_s(at.sql(), at.now, &counters).await?;
    if waits.is_none() {
        throttle::count(at, &counters).await?;
    }
    Ok(waits)
}

/// The hash that was checked and the one to set; nothing when the old password was wrong.
struct ChangePassword {
    hashes: Option<(String, String)>,
    counter: [Counter; 1],
}

impl Command for ChangePassword {
    type Needs = UseAccount;
    type Shows = ();
    type Error = ApiError;
    const ACTION: &'static str = "password.change";

    async fn act(self, at: &At<'_>, by: &Grant<UseAccount>) -> Result<Deed<()>, ApiError> {
        let wrong = || ApiError::from(Invalid(vec![SignInError::OldPassword.at("/old_password")]));
        let (old, new) = self.hashes.ok_or_else(wrong)?;
        let [login] = &self.counter;
        throttle::lock(at, login).await?;
        if let Some(wait_s) = throttle::wait_s(at.sql(), at.now, &self.counter).await? {
            return Err(paused(wait_s));
        }
        let account: AccountId = by.caller().account;
        let changed = at
            .execute(
                "UPDATE account SET password_hash = $2, password_set_at = $3, \
                   password_must_change = false, version = version + 1 \
                 WHERE id = $1 AND password_hash = $4",
                params![account, new, at.now, old],
            )
            .await?;
        if changed == 0 {
            return Err(wrong());
        }
        throttle::clear(at, login).await?;
        session::end(at, account, Which::Others(by.caller().session), End::Password).await?;
        Ok(Deed::new((), Subject::new("account", account)))
    }
}
