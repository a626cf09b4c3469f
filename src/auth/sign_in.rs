//! Signing in with login and password (AUTHN-1, 3, 4).
//!
//! The password is checked outside the transaction, because that takes 30 ms; what came of it is
//! concluded in a write of its own, which is kept whether the password was right or wrong.

use std::sync::Arc;

use entity::Moment;
use entity::id::AccountId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Deserialize;

use super::error::{SignInError, paused};
use super::guard::Asked;
use super::password::Verdict;
use super::password_rules;
use super::secret::Secret;
use super::session::{self, Opened, SignedIn};
use super::throttle::{self, Counter};
use crate::app::App;
use crate::http::ApiError;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};

/// Login and password.
#[derive(Clone, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct SignIn {
    /// The login, in capitals or not.
    #[oai(validator(min_length = 1, max_length = 64))]
    pub login: String,
    /// The password.
    #[oai(validator(min_length = 1, max_length = 1024))]
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SignIn(…)")
    }
}

#[derive(FromQueryResult)]
struct Known {
    id: AccountId,
    password_hash: Option<String>,
    password_set_at: Option<Moment>,
    state: String,
}

/// What is known before the conclusion.
struct Attempt {
    known: Option<Known>,
    verdict: Verdict,
    rehashed: Option<String>,
    counters: [Counter; 2],
    trace: Option<String>,
    device: Option<String>,
}

enum Outcome {
    Opened(Opened),
    Wrong,
    Paused(u32),
}

/// The one form in which a login is compared.
pub(crate) fn fold_login(typed: &str) -> String {
    crate::text::digits::fold(typed.trim()).to_lowercase()
}

/// Signs in.
pub(crate) async fn sign_in(
    app: &Arc<App>,
    asked: &Asked,
    given: SignIn,
) -> Result<SignedIn, ApiError> {
    let login = fold_login(&given.login);
    let counters =
        [Counter::login(&app.world, &login), Counter::address(&app.world, asked.address)];
    let view = app.view();
    if let Some(wait_s) = throttle::wait_s(view.sql, view.now, &counters).await? {
        return Err(paused(wait_s));
    }
    let known: Option<Known> = view
        .sql
        .one(
            "SELECT id, password_hash, password_set_at, state FROM account WHERE login = $1",
            params![login],
        )
        .await?;
    let stored = known.as_ref().filter(|known| known.state == "active");
    let stored = stored.and_then(|known| known.password_hash.as_deref());
    let password = Secret::from(given.password);
    let verdict = app.passwords.verify(stored, password.clone()).await?;
    let rehashed = if verdict.rehash { Some(app.passwords.hash(password).await?) } else { None };
    let attempt = Attempt {
        known,
        verdict,
        rehashed,
        counters,
        trace: asked.trace.clone(),
        device: asked.agent.clone(),
    };
    let outcome: Outcome =
        app.work::<_, Fault, _>(move |at| Box::pin(conclude(at, attempt))).await?;
    match outcome {
        Outcome::Opened(opened) => session::issue(app, opened),
        Outcome::Wrong => Err(SignInError::Wrong.into()),
        Outcome::Paused(wait_s) => Err(paused(wait_s)),
    }
}

/// Writes down what came of an attempt; whatever it was, the transaction is kept.
async fn conclude(at: &At<'_>, attempt: Attempt) -> Result<Outcome, Fault> {
    // Attempts that were checked at the same time pass the first look together; here they are one
    // after the other, so guessing in parallel gains nothing.
    let [login, _] = &attempt.counters;
    throttle::lock(at, login).await?;
    if let Some(wait_s) = throttle::wait_s(at.sql(), at.now, &attempt.counters).await? {
        return Ok(Outcome::Paused(wait_s));
    }
    let account = attempt.known.as_ref().map(|known| known.id);
    let trace = attempt.trace.as_deref();
    if let Some(opened) = open(at, &attempt).await? {
        throttle::clear(at, login).await?;
        let actor = Actor { account, trace };
        let subject = Subject::new("session", opened.session);
        audit::record(at, actor, "session.open", &[subject]).await?;
        return Ok(Outcome::Opened(opened));
    }
    throttle::count(at, &attempt.counters).await?;
    let subject = match account {
        Some(account) => Subject::new("account", account),
        None => Subject::kind("account"),
    };
    audit::record(at, Actor { account: None, trace }, "session.refuse", &[subject]).await?;
    Ok(Outcome::Wrong)
}

async fn open(at: &At<'_>, attempt: &Attempt) -> Result<Option<Opened>, Fault> {
    let Some(known) = attempt.known.as_ref().filter(|_| attempt.verdict.correct) else {
        return Ok(None);
    };
    let set_at = known.password_set_at.unwrap_or(Moment(0));
    let stale = password_rules::policy(at.world)?.is_stale(set_at.0, at.now.0);
    let hash = attempt.rehashed.as_ref().or(known.password_hash.as_ref());
    // Holds only if the password that was checked is still the account's.
    let row: Option<Row> = at
        .sql()
        .one(
            "UPDATE account SET password_hash = $2, \
               password_must_change = (password_must_change OR $3) \
             WHERE id = $1 AND state = 'active' AND password_hash = $4 \
             RETURNING version, password_must_change",
            params![known.id, hash.cloned(), stale, known.password_hash.clone()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (session, refresh) = session::open(at, known.id, attempt.device.as_deref()).await?;
    Ok(Some(Opened {
        account: known.id,
        session,
        refresh,
        version: row.version,
        password_due: row.password_must_change,
    }))
}

#[derive(FromQueryResult)]
struct Row {
    version: i64,
    password_must_change: bool,
}
