//! Refreshing a session (TOK-2): each refresh token is used once.
//!
//! A family of tokens has one that is unused, its head. A token that was shown names the head as its
//! successor. Who shows it again is one of two:
//!
//! - **It was exchanged, and its successor was never used.** This is what a lost reply looks like: a
//!   phone in a stairwell without signal still has the old token, hours or days later. A new head takes
//!   the place of the unused one. It is forgiven for `auth.refresh_days` after the exchange.
//! - **It was itself replaced as an unused head.** Then its reply did arrive, and yet somebody else has
//!   shown the token before it. Two refreshes at once, or a late reply, look like this for a moment, so
//!   it is forgiven for `auth.refresh_grace_s` after the replacement. Afterwards two have a copy, who
//!   would otherwise refresh in turn for ever: the session ends.
//!
//! A thief and the owner who both go on thus meet within one life of an access token: the first of them
//! makes the other's token a replaced one. As soon as a head is used, its predecessors are spent for
//! good, and showing one ends the session as well. A household is told in its inbox. A client refreshes
//! one at a time and keeps the token of the latest reply.

use std::sync::Arc;

use entity::Moment;
use entity::id::{AccountId, HouseholdId, SessionId};
use entity::push::PushKind;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Deserialize;
use time::Duration;

use super::error::SignInError;
use super::guard::Asked;
use super::session::{self, End, Opened, SignedIn, Which};
use crate::app::App;
use crate::http::ApiError;
use crate::inbox::tell::tell;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};

/// How often a race for the head is tried again.
const ROUNDS_MAX: u32 = 8;
/// What a household is told when two had the same token.
const STOLEN_TITLE: &str = "一部手机已退出登录";
const STOLEN_BODY: &str = "您家账号的登录可能被别人复制，为安全起见，那部手机已退出登录。\
     请到社区重新打印户卡，并让所有手机退出登录。";

/// A refresh token.
#[derive(Clone, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Refresh {
    /// The refresh token of the last reply.
    #[oai(validator(min_length = 1, max_length = 64))]
    pub refresh_token: String,
}

impl std::fmt::Debug for Refresh {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Refresh(…)")
    }
}

#[derive(FromQueryResult)]
struct Shown {
    session_id: SessionId,
    account_id: AccountId,
    household_id: Option<HouseholdId>,
    version: i64,
    password_must_change: bool,
    began_at: Moment,
    used_at: Option<Moment>,
    replaced_at: Option<Moment>,
    successor_hash: Option<String>,
}

impl Shown {
    /// Whether it may be shown now: it is unused, or what is known of it can be a lost or late reply.
    fn is_forgiven(&self, at: &At<'_>) -> bool {
        let settings = &at.world.config.auth;
        match (self.used_at, self.replaced_at) {
            (None, _) => true,
            (Some(_), Some(replaced)) => {
                at.now <= replaced.plus(Duration::seconds(i64::from(settings.refresh_grace_s)))
            }
            (Some(exchanged), None) => {
                at.now <= exchanged.plus(Duration::days(i64::from(settings.refresh_days)))
            }
        }
    }
}

/// Exchanges a refresh token for a new pair.
pub(crate) async fn refresh(
    app: &Arc<App>,
    asked: &Asked,
    given: Refresh,
) -> Result<SignedIn, ApiError> {
    let hash = session::hash_refresh(&given.refresh_token);
    let trace = asked.trace.clone();
    let opened: Option<Opened> =
        app.work::<_, Fault, _>(move |at| Box::pin(exchange(at, hash, trace))).await?;
    session::issue(app, opened.ok_or(SignInError::SessionOver)?)
}

/// The new pair, or nothing when the session is over; the transaction is kept in either case.
async fn exchange(
    at: &At<'_>,
    hash: String,
    trace: Option<String>,
) -> Result<Option<Opened>, Fault> {
    let (token, next) = session::new_refresh()?;
    for _ in 0..ROUNDS_MAX {
        let Some(shown) = look_up(at, &hash).await? else { return Ok(None) };
        if !shown.is_forgiven(at) {
            end_family(at, &shown, trace.as_deref()).await?;
            return Ok(None);
        }
        let head = shown.successor_hash.as_deref().unwrap_or(&hash);
        let replaced = shown.successor_hash.is_some().then_some(at.now);
        if take(at, head, &next, replaced).await? {
            return succeed(at, &shown, head, (token, &next)).await.map(Some);
        }
        // The head was taken: by another exchange of the same token, which has moved the successor
        // on, or by its owner, which has not. Only the second is reuse.
        let now = look_up(at, &hash).await?;
        let Some(now) = now else { return Ok(None) };
        if now.successor_hash.is_some() && now.successor_hash == shown.successor_hash {
            end_family(at, &now, trace.as_deref()).await?;
            return Ok(None);
        }
    }
    Err(Fault::Away("another refresh of the same session"))
}

async fn look_up(at: &At<'_>, hash: &str) -> Result<Option<Shown>, Fault> {
    at.sql()
        .one(
            "SELECT t.session_id, s.account_id, a.household_id, a.version, a.password_must_change, \
                    s.created_at AS began_at, t.used_at, t.replaced_at, t.successor_hash \
             FROM refresh_token t JOIN session s ON s.id = t.session_id \
             JOIN account a ON a.id = s.account_id \
             WHERE t.hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2 \
               AND a.state = 'active'",
            params![hash, at.now],
        )
        .await
}

/// Uses the head, or puts another in its place; whoever changes the row is the one who did.
async fn take(
    at: &At<'_>,
    head: &str,
    next: &str,
    replaced: Option<Moment>,
) -> Result<bool, Fault> {
    let taken = at
        .execute(
            "UPDATE refresh_token SET used_at = $2, successor_hash = $3, replaced_at = $4 \
             WHERE hash = $1 AND used_at IS NULL",
            params![head, at.now, next, replaced],
        )
        .await?;
    Ok(taken == 1)
}

async fn succeed(
    at: &At<'_>,
    shown: &Shown,
    head: &str,
    (token, next): (String, &str),
) -> Result<Opened, Fault> {
    if shown.successor_hash.is_some() {
        // The unused head was replaced, not used: its predecessors are forgiven as before.
        at.execute(
            "UPDATE refresh_token SET successor_hash = $3 \
             WHERE session_id = $1 AND successor_hash = $2",
            params![shown.session_id, head, next],
        )
        .await?;
    }
    session::insert_refresh(at, next, shown.session_id).await?;
    at.execute(
        "UPDATE session SET used_at = $2, expires_at = $3 WHERE id = $1",
        params![shown.session_id, at.now, session::expiry(at, shown.began_at)],
    )
    .await?;
    Ok(Opened {
        account: shown.account_id,
        session: shown.session_id,
        refresh: token,
        version: shown.version,
        password_due: shown.password_must_change,
    })
}

async fn end_family(at: &At<'_>, shown: &Shown, trace: Option<&str>) -> Result<(), Fault> {
    session::end(at, shown.account_id, Which::One(shown.session_id), End::Reuse).await?;
    let subject = Subject::new("session", shown.session_id)
        .facts(serde_json::json!({ "account_id": shown.account_id }));
    audit::record(at, Actor { account: None, trace }, "session.reuse", &[subject]).await?;
    if let Some(household) = shown.household_id {
        let session = shown.session_id.0;
        tell(at, household, PushKind::Notice, session, STOLEN_TITLE, STOLEN_BODY).await?;
    }
    Ok(())
}
