//! How many requests an account and an address may make within a window; more are answered 429.
//!
//! Windows are aligned to the clock, so that all nodes count in the same one and every reply can say
//! when it ends. Replies carry `RateLimit` and `RateLimit-Policy` in the form of the IETF draft
//! “`RateLimit` header fields for HTTP” (version 10). With Redis away each node counts alone.

use std::sync::Arc;
use std::time::Duration;

use entity::id::AccountId;
use poem::http::header::AUTHORIZATION;
use poem::http::{HeaderName, HeaderValue, Method};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

use super::address::ClientAddress;
use super::language::Language;
use super::problem_layer;
use super::trace::TraceId;
use super::{ApiError, Common};
use crate::app::App;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget {
    /// All requests of an account.
    Account,
    /// All requests of an address.
    Address,
    /// Uploads of an account.
    Uploads,
    /// Searches by a personal number; the handler counts them with [`spend`].
    Searches,
}

impl Budget {
    fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Address => "address",
            Self::Uploads => "uploads",
            Self::Searches => "searches",
        }
    }

    fn quota(self, app: &App) -> u32 {
        let rate = &app.world.config.rate;
        match self {
            Self::Account => rate.requests_per_account_max,
            Self::Address => rate.requests_per_address_max,
            Self::Uploads => rate.uploads_per_account_max,
            Self::Searches => rate.searches_per_account_max,
        }
    }
}

/// What is left of a budget after one more was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Left {
    budget: Budget,
    quota: u32,
    /// Below zero once the budget is spent.
    remaining: i64,
    resets_in_s: u32,
}

/// Counts one use of `budget` by `account`; refuses with 429 when nothing is left of it.
pub async fn spend(app: &App, budget: Budget, account: AccountId) -> Result<(), ApiError> {
    let left = count(app, budget, &account.to_string()).await;
    if left.remaining < 0 { Err(too_many(left)) } else { Ok(()) }
}

async fn count(app: &App, budget: Budget, who: &str) -> Left {
    let window_s = i64::from(app.world.config.rate.window_s.max(1));
    let now_s = app.clock.now().0.div_euclid(1_000);
    let (window, gone_s) = (now_s.div_euclid(window_s), now_s.rem_euclid(window_s));
    let quota = budget.quota(app);
    let key = format!("rate:{}:{who}:{window}", budget.name());
    let length = Duration::from_secs(window_s.unsigned_abs());
    let count = i64::try_from(app.cache.increment(&key, length).await).unwrap_or(i64::MAX);
    Left {
        budget,
        quota,
        remaining: i64::from(quota).saturating_sub(count),
        resets_in_s: u32::try_from(window_s - gone_s).unwrap_or(1),
    }
}

fn too_many(left: Left) -> ApiError {
    ApiError::from(Common::TooMany).retry_after_s(left.resets_in_s)
}

/// The layer; it lies around the layer that turns refusals into problems, because those carry the
/// headers, too.
#[derive(Clone, Debug)]
pub struct Rates(pub Arc<App>);

impl<E: Endpoint> Middleware<E> for Rates {
    type Output = Rated<E>;

    fn transform(&self, inner: E) -> Rated<E> {
        Rated { inner, app: Arc::clone(&self.0) }
    }
}

/// An endpoint behind the layer.
#[derive(Debug)]
pub struct Rated<E> {
    inner: E,
    app: Arc<App>,
}

impl<E: Endpoint> Endpoint for Rated<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        if !request.uri().path().starts_with(crate::api::BASE) {
            return self.inner.call(request).await.map(IntoResponse::into_response);
        }
        let counted = self.counted(&request).await;
        let spent = counted.iter().find(|left| left.remaining < 0);
        let mut response = match spent {
            Some(left) => {
                let trace = request.data::<TraceId>().map(ToString::to_string);
                let language = Language::of(&request);
                problem_layer::respond(&too_many(*left), language, trace.as_deref())
            }
            None => self.inner.get_response(request).await,
        };
        let window_s = self.app.world.config.rate.window_s;
        for (name, value) in [(POLICY, policy(&counted, window_s)), (LIMIT, limit(&counted))] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        Ok(response)
    }
}

impl<E> Rated<E> {
    async fn counted(&self, request: &Request) -> Vec<Left> {
        let app = &*self.app;
        let mut counts = Vec::with_capacity(3);
        let address = request.data::<ClientAddress>().map(|found| found.0.to_string());
        if let Some(address) = address {
            counts.push((Budget::Address, address));
        }
        // A token that doesn't hold is the address's affair; who it names is not believed.
        if let Some(account) = account(app, request) {
            if is_upload(request) {
                counts.push((Budget::Uploads, account.clone()));
            }
            counts.push((Budget::Account, account));
        }
        let counting = counts.iter().map(|(budget, who)| count(app, *budget, who));
        futures_util::future::join_all(counting).await
    }
}

fn account(app: &App, request: &Request) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    let is_bearer = scheme.eq_ignore_ascii_case("bearer");
    let claims = app.tokens.verify(token.trim(), app.clock.now().0).ok().filter(|_| is_bearer)?;
    Some(claims.sub.to_string())
}

fn is_upload(request: &Request) -> bool {
    let path = request.uri().path().strip_prefix(crate::api::BASE).unwrap_or_default();
    request.method() == Method::POST && (path == "/media" || path.starts_with("/imports"))
}

fn policy(counted: &[Left], window_s: u32) -> String {
    let item = |left: &Left| format!("\"{}\";q={};w={window_s}", left.budget.name(), left.quota);
    counted.iter().map(item).collect::<Vec<_>>().join(", ")
}

fn limit(counted: &[Left]) -> String {
    let item = |left: &Left| {
        let remaining = left.remaining.max(0);
        format!("\"{}\";r={remaining};t={}", left.budget.name(), left.resets_in_s)
    };
    counted.iter().map(item).collect::<Vec<_>>().join(", ")
}
