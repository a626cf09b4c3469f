//! Sessions (登录会话): opening one, ending one, and the tokens that a client is given.

use entity::Moment;
use entity::id::{AccountId, SessionId};
use poem_openapi::Object;
use rand::TryRng;
use rand::rngs::SysRng;
use serde::Serialize;
use sha2::{Digest, Sha256};
use time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::token::Bearer;
use crate::app::App;
use crate::http::{ApiError, Common};
use crate::params;
use crate::store::{At, Fault};

const REFRESH_BYTES: usize = 32;
/// How much is kept of what a client says about itself.
const DEVICE_CHARS_MAX: usize = 100;

/// What a client is given when it signs in or refreshes.
#[derive(Clone, Object, Serialize)]
pub struct SignedIn {
    /// Goes into the `Authorization` header: `Bearer …`.
    #[oai(validator(max_length = 2048))]
    pub access_token: String,
    /// How long the access token holds (s).
    #[oai(validator(minimum(value = "1"), maximum(value = "900")))]
    pub expires_in_s: i64,
    /// Buys the next pair of tokens, once; keep it where other apps can't read it.
    #[oai(validator(max_length = 64))]
    pub refresh_token: String,
    /// The session, as `GET /me/sessions` lists it.
    pub session_id: SessionId,
    /// The account.
    pub account_id: AccountId,
    /// Whether a new password has to be set before anything else.
    pub password_due: bool,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SignedIn")
            .field("session_id", &self.session_id)
            .finish_non_exhaustive()
    }
}

/// A session that was opened or refreshed inside a transaction.
pub(crate) struct Opened {
    pub(crate) account: AccountId,
    pub(crate) session: SessionId,
    pub(crate) refresh: String,
    pub(crate) version: i64,
    pub(crate) password_due: bool,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Its owner signed out.
    SignOut,
    /// Its owner ended it from another device.
    Owner,
    /// Newer sessions of the account took its place.
    GaveWay,
    /// A refresh token was used twice.
    Reuse,
    /// The password changed.
    Password,
    /// The account was disabled.
    Disabled,
    /// Somebody left the household, or its phones were signed out at the office.
    Household,
}

impl End {
    fn code(self) -> &'static str {
        match self {
            Self::SignOut => "sign_out",
            Self::Owner => "owner",
            Self::GaveWay => "gave_way",
            Self::Reuse => "reuse",
            Self::Password => "password",
            Self::Disabled => "disabled",
            Self::Household => "household",
        }
    }
}

/// Which sessions of an account to end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    /// This one.
    One(SessionId),
    /// All but this one.
    Others(SessionId),
    /// All.
    All,
}

/// Opens a session for `account`; the caller has locked the account's row by an UPDATE, so that
/// sessions are counted one sign-in at a time.
pub(crate) async fn open(
    at: &At<'_>,
    account: AccountId,
    device: Option<&str>,
) -> Result<(SessionId, String), Fault> {
    let session: SessionId = at.id();
    let device: Option<String> = device.map(|text| text.chars().take(DEVICE_CHARS_MAX).collect());
    at.execute(
        "INSERT INTO session (id, account_id, device, created_at, used_at, expires_at) \
         VALUES ($1, $2, $3, $4, $4, $5)",
        params![session, account, device, at.now, expiry(at, at.now)],
    )
    .await?;
    let (token, hash) = new_refresh()?;
    insert_refresh(at, &hash, session).await?;
    let keep = i64::from(at.world.config.auth.sessions_per_account_max);
    let ended = at
        .execute(
            "UPDATE session SET ended_at = $2, end_reason = $4 \
             WHERE account_id = $1 AND ended_at IS NULL AND id NOT IN \
               (SELECT id FROM session WHERE account_id = $1 AND ended_at IS NULL \
                  AND expires_at > $2 ORDER BY used_at DESC, id DESC LIMIT $3)",
            params![account, at.now, keep, End::GaveWay.code()],
        )
        .await?;
    if ended > 0 {
        at.changed_account(account);
    }
    Ok((session, token))
}

/// When a session that began at `began` ends if nothing more is heard of it.
pub(crate) fn expiry(at: &At<'_>, began: Moment) -> Moment {
    let settings = &at.world.config.auth;
    let slides = at.now.plus(Duration::days(i64::from(settings.refresh_days)));
    slides.min(began.plus(Duration::days(i64::from(settings.session_days_max))))
}

/// Ends sessions of `account`; says how many.
pub(crate) async fn end(
    at: &At<'_>,
    account: AccountId,
    which: Which,
    why: End,
) -> Result<u64, Fault> {
    let mut values = params![account, at.now, why.code()];
    let clause = match which {
        Which::One(session) => {
            values.push(session.into());
            " AND id = $4"
        }
        Which::Others(session) => {
            values.push(session.into());
            " AND id <> $4"
        }
        Which::All => "",
    };
    let ended = at
        .execute(
            format!(
                "UPDATE session SET ended_at = $2, end_reason = $3 \
                 WHERE account_id = $1 AND ended_at IS NULL{clause}"
            ),
            values,
        )
        .await?;
    at.changed_account(account);
    Ok(ended)
}

/// A new refresh token and the hash under which it is kept.
pub(crate) fn new_refresh() -> Result<(String, String), Fault> {
    let mut bytes = [0_u8; REFRESH_BYTES];
    SysRng.try_fill_bytes(&mut bytes).map_err(|_| Fault::Away("random source"))?;
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let hash = hash_refresh(&token);
    Ok((token, hash))
}

/// The hash under which a refresh token is kept; 256 random bits need no salt.
pub(crate) fn hash_refresh(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

pub(crate) async fn insert_refresh(
    at: &At<'_>,
    hash: &str,
    session: SessionId,
) -> Result<(), Fault> {
    at.execute(
        "INSERT INTO refresh_token (hash, session_id, issued_at) VALUES ($1, $2, $3)",
        params![hash, session, at.now],
    )
    .await?;
    Ok(())
}

/// Signs the access token that goes with `opened`.
pub(crate) fn issue(app: &App, opened: Opened) -> Result<SignedIn, ApiError> {
    let now = app.clock.now();
    let bearer = Bearer {
        account: opened.account.0,
        session: opened.session.0,
        token: app.world.ids.next(now),
        version: opened.version,
    };
    let access_token = app.tokens.sign(&bearer, now.0).map_err(|_| Common::Internal)?;
    Ok(SignedIn {
        access_token,
        expires_in_s: app.tokens.lifetime_s(),
        refresh_token: opened.refresh,
        session_id: opened.session,
        account_id: opened.account,
        password_due: opened.password_due,
    })
}
