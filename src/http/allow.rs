//! Says in every 405 which methods the address knows, as RFC 9110 demands. The framework doesn't
//! say, so they are taken from the API's own description, at the first such refusal.

use std::fmt;
use std::sync::{Arc, OnceLock};

use poem::http::{HeaderValue, StatusCode, header};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use serde_json::Value;

use crate::openapi;

/// Methods in the order in which the header lists them.
const METHODS: [&str; 6] = ["get", "head", "post", "put", "patch", "delete"];

/// What the header says for an address that the description doesn't name.
const UNDESCRIBED: &str = "GET, HEAD";

type Describe = Arc<dyn Fn() -> String + Send + Sync>;

/// The layer.
#[derive(Clone)]
pub struct Allow {
    base: &'static str,
    describe: Describe,
    paths: Arc<OnceLock<Vec<Known>>>,
}

/// A path of the description, in parts, with the header's value.
struct Known {
    parts: Vec<String>,
    methods: String,
}

impl Allow {
    /// `describe` gives the framework's document of the paths below `base`.
    pub fn new(base: &'static str, describe: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self { base, describe: Arc::new(describe), paths: Arc::default() }
    }

    fn methods(&self, path: &str) -> &str {
        let Some(path) = path.strip_prefix(self.base) else { return UNDESCRIBED };
        let parts: Vec<_> = path.trim_start_matches('/').split('/').collect();
        let known = self.paths.get_or_init(|| {
            openapi::read(&(self.describe)()).map(|document| list(&document)).unwrap_or_default()
        });
        let found = known.iter().find(|known| fits(&known.parts, &parts));
        found.map_or(UNDESCRIBED, |known| &known.methods)
    }
}

impl fmt::Debug for Allow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Allow").field("base", &self.base).finish_non_exhaustive()
    }
}

/// Paths with fewer variables come first, as the router prefers them.
fn list(document: &Value) -> Vec<Known> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let mut known: Vec<_> = paths
        .map(|(path, item)| {
            let has = |method: &str| {
                item.get(method).is_some() || (method == "head" && item.get("get").is_some())
            };
            let methods: Vec<_> = METHODS.iter().filter(|method| has(method)).copied().collect();
            Known {
                parts: path.trim_start_matches('/').split('/').map(str::to_owned).collect(),
                methods: methods.join(", ").to_uppercase(),
            }
        })
        .collect();
    known.sort_by_key(|known| known.parts.iter().filter(|part| is_variable(part)).count());
    known
}

fn is_variable(part: &str) -> bool {
    part.starts_with('{')
}

fn fits(known: &[String], given: &[&str]) -> bool {
    known.len() == given.len()
        && known.iter().zip(given).all(|(part, given)| is_variable(part) || part == given)
}

impl<E: Endpoint> Middleware<E> for Allow {
    type Output = Allowing<E>;

    fn transform(&self, inner: E) -> Allowing<E> {
        Allowing { inner, allow: self.clone() }
    }
}

/// An endpoint behind the layer.
#[derive(Debug)]
pub struct Allowing<E> {
    inner: E,
    allow: Allow,
}

impl<E: Endpoint> Endpoint for Allowing<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let path = request.uri().path().to_owned();
        let mut response = self.inner.call(request).await?.into_response();
        if response.status() == StatusCode::METHOD_NOT_ALLOWED
            && let Ok(methods) = HeaderValue::from_str(self.allow.methods(&path))
        {
            response.headers_mut().insert(header::ALLOW, methods);
        }
        Ok(response)
    }
}
