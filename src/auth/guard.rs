//! What stands first in a handler's arguments: [`Anyone`], [`Allowed`] for readings, [`Acting`] for
//! writes. Each checks, and each documents itself.
//!
//! The guards mark their operation in the OpenAPI document with entries in its `security` list, which
//! `openapi::tidy` turns into the permission's name and the header that the write needs.

use std::ops::Deref;
use std::sync::Arc;

use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::caller::Caller;
use super::permission::Permission;
use super::scope::Grant;
use crate::app::App;
use crate::http::language::Language;
use crate::http::trace::{AccessNote, TraceId};
use crate::http::{ApiError, Common};

/// What every operation knows of its request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request's trace id.
    pub trace: Option<String>,
    /// The language to answer in.
    pub language: Language,
    /// Where the request came from, as far as configured proxies tell.
    pub address: Option<std::net::IpAddr>,
    /// What the client says of itself.
    pub agent: Option<String>,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let header = |name: &str| {
            let value = request.headers().get(name)?.to_str().ok()?;
            Some(value.chars().filter(|c| !c.is_control()).take(100).collect())
        };
        Self {
            trace: request.data::<TraceId>().map(ToString::to_string),
            language: Language::of(request),
            address: request.data::<crate::http::address::ClientAddress>().map(|found| found.0),
            agent: header("user-agent"),
        }
    }
}

/// No token is needed.
#[derive(Debug)]
pub struct Anyone(pub Asked);

/// A caller who may read with permission `P`.
#[derive(Debug)]
pub struct Allowed<P> {
    grant: Grant<P>,
    /// The request.
    pub asked: Asked,
}

/// A caller who may write with permission `P`, and the key that makes the write safe to repeat.
#[derive(Debug)]
pub struct Acting<P> {
    grant: Grant<P>,
    /// The request.
    pub asked: Asked,
    pub(crate) key: Uuid,
    pub(crate) digest: String,
}

impl<P> Deref for Allowed<P> {
    type Target = Grant<P>;

    fn deref(&self) -> &Grant<P> {
        &self.grant
    }
}

impl<P> Deref for Acting<P> {
    type Target = Grant<P>;

    fn deref(&self) -> &Grant<P> {
        &self.grant
    }
}

/// The header that carries a write's key.
pub const KEY: &str = "idempotency-key";

const BEARER: &str = "bearer";
const IDEMPOTENT: &str = "idempotent";
const ANYONE: &str = "anyone";

macro_rules! extractor {
    ($marks:expr) => {
        const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
        type ParamType = ();
        type ParamRawType = ();

        fn register(registry: &mut Registry) {
            registry.create_security_scheme(BEARER, bearer());
        }

        fn security_schemes() -> Vec<&'static str> {
            $marks
        }
    };
}

impl<'a> ApiExtractor<'a> for Anyone {
    extractor!(vec![ANYONE]);

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(Self(Asked::of(request)))
    }
}

impl<'a, P: Permission> ApiExtractor<'a> for Allowed<P> {
    extractor!(vec![BEARER, P::MARK]);

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(Self { grant: grant(request).await?, asked: Asked::of(request) })
    }
}

impl<'a, P: Permission> ApiExtractor<'a> for Acting<P> {
    extractor!(vec![BEARER, P::MARK, IDEMPOTENT]);

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let grant = grant(request).await?;
        let key = request.headers().get(KEY).and_then(|value| value.to_str().ok());
        let key = key.and_then(|text| Uuid::try_parse(text).ok()).ok_or(Common::KeyMissing)?;
        let digest = digest(request, body).await?;
        Ok(Self { grant, asked: Asked::of(request), key, digest })
    }
}

/// A keyed hash over method, path and body; the body is put back for the handler.
///
/// It is kept for days, and a body may hold a password: without the key nobody can guess by it.
async fn digest(request: &Request, body: &mut RequestBody) -> Result<String> {
    let bytes = body.take()?.into_bytes().await?;
    let mut hash = Sha256::new();
    hash.update(request.method().as_str());
    hash.update([0]);
    hash.update(request.uri().to_string());
    hash.update([0]);
    hash.update(&bytes);
    *body = RequestBody::new(poem::Body::from(bytes));
    let app = request.data::<Arc<App>>().ok_or(Common::Internal)?;
    let plain = hex::encode(hash.finalize());
    Ok(app.world.seal.blind_index("idempotency.digest", &plain))
}

async fn grant<P: Permission>(request: &Request) -> Result<Grant<P>> {
    let app = request.data::<Arc<App>>().ok_or(Common::Internal)?;
    let caller = caller(app, request).await?;
    if let Some(note) = request.data::<AccessNote>() {
        note.account(caller.account);
    }
    if caller.password_due && P::NAME != super::permission::UseAccount::NAME {
        return Err(Common::PasswordDue.into());
    }
    let grant = Grant::of(caller, app.clock.now().day()).ok_or(Common::Forbidden)?;
    Ok(grant)
}

async fn caller(app: &App, request: &Request) -> Result<Arc<Caller>, ApiError> {
    let token = bearer_token(request).ok_or(Common::SignIn)?;
    app.caller(token).await
}

fn bearer_token(request: &Request) -> Option<&str> {
    let header = request.headers().get(poem::http::header::AUTHORIZATION)?;
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn bearer() -> MetaSecurityScheme {
    MetaSecurityScheme {
        ty: "http",
        description: Some("A signed access token from `POST /auth/sessions`."),
        name: None,
        key_in: None,
        scheme: Some("bearer"),
        bearer_format: Some("JWT"),
        flows: None,
        openid_connect_url: None,
    }
}
