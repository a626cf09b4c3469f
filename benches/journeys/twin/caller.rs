//! Who sends a request to the twin: the same check of the token by the same library.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use poem::Request;
use sea_orm::sqlx::{self, SqliteConnection};
use uuid::Uuid;
use xinju::auth::token::Claims;
use xinju::config::Config;
use xinju::store::keys::Keys;

use super::{Twin, wrong};
use crate::Outcome;

/// The account behind a request.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) account: Uuid,
    pub(crate) session: Uuid,
    pub(crate) household: Option<Uuid>,
    pub(crate) name: String,
    /// Where a staff member is appointed.
    pub(crate) node: Option<Uuid>,
}

/// Checks tokens, and remembers the accounts behind them.
pub(crate) struct Callers {
    key: DecodingKey,
    validation: Validation,
    known: Mutex<HashMap<Uuid, Caller>>,
    verified: Option<Mutex<HashMap<String, Arc<Claims>>>>,
}

impl Callers {
    pub(crate) fn new(keys: &Keys, config: &Config, remembers: bool) -> Outcome<Self> {
        let _ = DEFAULT_PROVIDER.install_default();
        let key = keys.token_keys().first().ok_or("there is no key")?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.set_issuer(&[config.site.public_url.as_str()]);
        validation.set_audience(&[&config.auth.audience]);
        validation.validate_nbf = true;
        validation.leeway = 30;
        Ok(Self {
            key: DecodingKey::from_ed_der(key.key().verifying_key().as_bytes()),
            validation,
            known: Mutex::default(),
            verified: remembers.then(Mutex::default),
        })
    }

    fn claims(&self, token: &str) -> poem::Result<Arc<Claims>> {
        if let Some(verified) = &self.verified {
            let verified = verified.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(claims) = verified.get(token) {
                return Ok(Arc::clone(claims));
            }
        }
        let decoded = decode::<Claims>(token, &self.key, &self.validation).map_err(wrong)?;
        let claims = Arc::new(decoded.claims);
        if let Some(verified) = &self.verified {
            let mut verified = verified.lock().unwrap_or_else(PoisonError::into_inner);
            verified.insert(token.to_owned(), Arc::clone(&claims));
        }
        Ok(claims)
    }
}

impl Twin {
    /// Who sends `request`.
    pub(crate) async fn caller(&self, request: &Request) -> poem::Result<Caller> {
        let token = request.header("authorization").and_then(|text| text.strip_prefix("Bearer "));
        let claims = self.callers.claims(token.ok_or_else(|| wrong("no token"))?)?;
        let known = || self.callers.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(caller) = known().get(&claims.sid) {
            return Ok(caller.clone());
        }
        let (household, name, node): (Option<Uuid>, String, Option<Uuid>) = sqlx::query_as(
            "SELECT a.household_id, a.display_name, (SELECT node_id FROM appointment \
             WHERE account_id = a.id AND ended_at IS NULL) FROM account a WHERE a.id = $1",
        )
        .bind(claims.sub)
        .fetch_one(&self.readers)
        .await
        .map_err(wrong)?;
        let caller = Caller { account: claims.sub, session: claims.sid, household, name, node };
        known().insert(claims.sid, caller.clone());
        Ok(caller)
    }
}

/// The right, checked in the transaction that acts.
pub(crate) async fn still_granted(
    transaction: &mut SqliteConnection,
    caller: &Caller,
    now: i64,
) -> poem::Result<()> {
    let version: Option<i64> = sqlx::query_scalar(
        "SELECT a.version FROM session s JOIN account a ON a.id = s.account_id \
         WHERE s.id = $1 AND s.account_id = $2 AND s.ended_at IS NULL \
           AND s.expires_at > $3 AND a.state = 'active'",
    )
    .bind(caller.session)
    .bind(caller.account)
    .bind(now)
    .fetch_optional(transaction)
    .await
    .map_err(wrong)?;
    version.map(drop).ok_or_else(|| wrong("the session has ended"))
}
