//! Access tokens (访问令牌): sign, verify, publish the keys.
//!
//! A token is a JWT signed with Ed25519 that lives at most 15 minutes (TOK-1). The header may hold
//! `alg`, `typ` and `kid` and nothing else, which settles `crit`, `jku`, `jwk`, `x5u` and `x5c`.
//! The time is an argument, so the library's own look at the clock is switched off and every rule
//! about time stands here. Verified tokens are remembered by their hash; the time is checked every
//! time.

mod header;
mod remembered;

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use self::remembered::Remembered;
use crate::store::keys::{Keys, TokenKey};

/// The longest life of a token (TOK-1).
pub const LIFETIME_S_MAX: i64 = 15 * 60;
/// How far the clocks of two nodes may differ (TOK-1).
pub const LEEWAY_S: i64 = 30;

const TYPE: &str = "at+jwt";
/// Ours have about 600 bytes; anything much longer isn't one of them.
const TOKEN_BYTES_MAX: usize = 2048;
const REMEMBERED_MAX: usize = 10_000;

/// Whom a token is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The account.
    pub account: Uuid,
    /// The session, which sign-out ends.
    pub session: Uuid,
    /// The token's own id.
    pub token: Uuid,
    /// The account's version: disabling it or changing its rights counts it up.
    pub version: i64,
}

/// What a verified token says. Times are in seconds UTC, as the standard has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who made it.
    pub iss: String,
    /// Whom it is for.
    pub aud: String,
    /// The account.
    pub sub: Uuid,
    /// The session.
    pub sid: Uuid,
    /// The token's own id.
    pub jti: Uuid,
    /// When it was made (s).
    pub iat: i64,
    /// From when it is good (s).
    pub nbf: i64,
    /// When it ends (s): at that second it is no longer good.
    pub exp: i64,
    /// The account's version when it was made.
    pub ver: i64,
}

/// Why a token isn't accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// It was good and has ended.
    #[error("The access token has expired. Get a new one with the refresh token.")]
    Expired,
    /// It isn't one of ours; why is nobody's business.
    #[error("The access token isn't valid. Sign in again.")]
    Invalid,
}

/// Why tokens can't be made at all; found at start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenSetupFault {
    /// The keys don't work.
    #[error(
        "The signing keys don't work: a token signed at start didn't verify. Check the key file."
    )]
    KeysFail,
    /// The issuer or the audience is empty.
    #[error("The issuer and the audience of access tokens must not be empty. Set both.")]
    Unnamed,
    /// The lifetime is out of range.
    #[error("An access token may live 1 to 900 seconds, not {0}.")]
    Lifetime(i64),
}

struct Verifier {
    kid: String,
    until_ms: Option<i64>,
    key: DecodingKey,
    jwk: serde_json::Value,
}

/// Signs and verifies access tokens.
pub struct Tokens {
    header: Header,
    signer: EncodingKey,
    verifiers: Vec<Verifier>,
    validation: Validation,
    issuer: String,
    audience: String,
    lifetime_s: i64,
    remembered: Remembered,
}

impl Tokens {
    /// Takes the token keys, and signs and verifies once to prove that they work.
    pub fn new(keys: &Keys, issuer: &str, audience: &str) -> Result<Self, TokenSetupFault> {
        // Fails when a provider is installed already, which is the same one: only one is compiled
        // in.
        let _ = DEFAULT_PROVIDER.install_default();
        if issuer.is_empty() || audience.is_empty() {
            return Err(TokenSetupFault::Unnamed);
        }
        let active = keys.token_keys().first().ok_or(TokenSetupFault::KeysFail)?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(active.kid().to_owned());
        let tokens = Self {
            header,
            signer: signer(active)?,
            verifiers: keys.token_keys().iter().map(verifier).collect(),
            validation: validation(issuer, audience),
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            lifetime_s: LIFETIME_S_MAX,
            remembered: Remembered::new(REMEMBERED_MAX),
        };
        tokens.prove(active.created_at_ms().max(0))?;
        Ok(tokens)
    }

    /// Lets tokens live `lifetime_s` seconds, at most [`LIFETIME_S_MAX`].
    pub fn with_lifetime(mut self, lifetime_s: i64) -> Result<Self, TokenSetupFault> {
        if !(1..=LIFETIME_S_MAX).contains(&lifetime_s) {
            return Err(TokenSetupFault::Lifetime(lifetime_s));
        }
        self.lifetime_s = lifetime_s;
        Ok(self)
    }

    /// How long a new token lives (s).
    pub fn lifetime_s(&self) -> i64 {
        self.lifetime_s
    }

    /// A token for `bearer` that is good from now on.
    pub fn sign(&self, bearer: &Bearer, now_ms: i64) -> Result<String, TokenSetupFault> {
        let from_s = now_ms.div_euclid(1000);
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: bearer.account,
            sid: bearer.session,
            jti: bearer.token,
            iat: from_s,
            nbf: from_s,
            exp: from_s.saturating_add(self.lifetime_s),
            ver: bearer.version,
        };
        jsonwebtoken::encode(&self.header, &claims, &self.signer)
            .map_err(|_| TokenSetupFault::KeysFail)
    }

    /// What `token` says, when it is one of ours and good at `now_ms`.
    ///
    /// Whether its session and account still stand is for the caller to check.
    pub fn verify(&self, token: &str, now_ms: i64) -> Result<Claims, TokenFault> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(TokenFault::Invalid);
        }
        let digest = Remembered::digest(token);
        let (at, claims) = if let Some(entry) = self.remembered.get(&digest) {
            entry
        } else {
            let entry = self.check_signature(token)?;
            self.remembered.put(digest, entry.clone());
            entry
        };
        check_time(&claims, now_ms)?;
        let verifier = self.verifiers.get(at).ok_or(TokenFault::Invalid)?;
        if verifier.until_ms.is_some_and(|until_ms| now_ms >= until_ms) {
            return Err(TokenFault::Invalid);
        }
        Ok(claims)
    }

    /// The public keys as a JWK set (RFC 7517), the active one first.
    pub fn jwks(&self) -> serde_json::Value {
        let keys: Vec<_> = self.verifiers.iter().map(|verifier| &verifier.jwk).collect();
        json!({ "keys": keys })
    }

    /// The claims of a token with our header, signature, issuer and audience, with the place of its
    /// key in the list; the time isn't looked at.
    fn check_signature(&self, token: &str) -> Result<(usize, Claims), TokenFault> {
        let kid = header::kid(token, TYPE).ok_or(TokenFault::Invalid)?;
        let at = self.verifiers.iter().position(|verifier| verifier.kid == kid);
        let at = at.ok_or(TokenFault::Invalid)?;
        let key = &self.verifiers.get(at).ok_or(TokenFault::Invalid)?.key;
        let decoded = jsonwebtoken::decode::<Claims>(token, key, &self.validation);
        let claims = decoded.map_err(|_| TokenFault::Invalid)?.claims;
        // The library also takes lists that contain ours.
        if claims.iss != self.issuer || claims.aud != self.audience {
            return Err(TokenFault::Invalid);
        }
        Ok((at, claims))
    }

    fn prove(&self, now_ms: i64) -> Result<(), TokenSetupFault> {
        let nil = Uuid::nil();
        let bearer = Bearer { account: nil, session: nil, token: nil, version: 0 };
        let token = self.sign(&bearer, now_ms)?;
        self.check_signature(&token).map(drop).map_err(|_| TokenSetupFault::KeysFail)
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Tokens")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("keys", &self.verifiers.len())
            .finish_non_exhaustive()
    }
}

fn check_time(claims: &Claims, now_ms: i64) -> Result<(), TokenFault> {
    let second = now_ms.div_euclid(1000);
    let early_s = second.saturating_add(LEEWAY_S);
    let lifetime_s = claims.exp.checked_sub(claims.iat).ok_or(TokenFault::Invalid)?;
    let sound = claims.iat >= 0
        && claims.iat <= early_s
        && claims.nbf <= early_s
        && claims.nbf < claims.exp
        && (1..=LIFETIME_S_MAX + LEEWAY_S).contains(&lifetime_s);
    match sound {
        false => Err(TokenFault::Invalid),
        true if second >= claims.exp => Err(TokenFault::Expired),
        true => Ok(()),
    }
}

fn validation(issuer: &str, audience: &str) -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.leeway = 0;
    // The time is checked by `check_time`, against the caller's clock.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

fn signer(key: &TokenKey) -> Result<EncodingKey, TokenSetupFault> {
    let der = key.key().to_pkcs8_der().map_err(|_| TokenSetupFault::KeysFail)?;
    Ok(EncodingKey::from_ed_der(der.as_bytes()))
}

fn verifier(key: &TokenKey) -> Verifier {
    let public = key.key().verifying_key();
    let x = URL_SAFE_NO_PAD.encode(public.as_bytes());
    Verifier {
        kid: key.kid().to_owned(),
        until_ms: key.verify_until_ms(),
        key: DecodingKey::from_ed_der(public.as_bytes()),
        jwk: json!({
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
            "kid": key.kid(), "x": x,
        }),
    }
}

#[cfg(test)]
mod tests;
