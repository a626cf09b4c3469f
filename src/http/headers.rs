//! The headers that tell a browser to trust an answer as little as possible, and caches not to
//! keep it (API-5). What a handler has set itself stays.

use std::sync::Arc;

use poem::{
    Endpoint, Middleware, Request, Response,
    http::{HeaderMap, HeaderName, HeaderValue, header},
};

use super::settings::HttpSettings;

const PLAIN: [(HeaderName, HeaderValue); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (
        HeaderName::from_static("x-permitted-cross-domain-policies"),
        HeaderValue::from_static("none"),
    ),
];

const CONTENT_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The bundled viewer has its scripts and styles inline.
const DOCS_CONTENT_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// The layer that adds the security headers.
pub struct SecurityHeaders {
    hsts: Option<HeaderValue>,
    docs_path: Arc<str>,
}

impl SecurityHeaders {
    /// Takes the docs page's path and HSTS from the settings.
    pub fn new(settings: &HttpSettings) -> Self {
        let hsts = settings.hsts_seconds.and_then(|seconds| {
            HeaderValue::from_str(&format!("max-age={seconds}; includeSubDomains")).ok()
        });
        Self { hsts, docs_path: Arc::from(settings.docs_path.as_str()) }
    }
}

impl<E: Endpoint> Middleware<E> for SecurityHeaders {
    type Output = Secured<E>;

    fn transform(&self, inner: E) -> Secured<E> {
        Secured { inner, hsts: self.hsts.clone(), docs_path: self.docs_path.clone() }
    }
}

/// An endpoint whose answers carry the security headers.
pub struct Secured<E> {
    inner: E,
    hsts: Option<HeaderValue>,
    docs_path: Arc<str>,
}

impl<E: Endpoint> Endpoint for Secured<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let path = request.uri().path();
        let is_api = path == "/api" || path.starts_with("/api/");
        let is_docs = path
            .strip_prefix(&*self.docs_path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let mut response = self.inner.get_response(request).await;
        let headers = response.headers_mut();
        headers.remove(header::SERVER);
        for (name, value) in PLAIN {
            headers.entry(name).or_insert(value);
        }
        let policy = if is_docs { DOCS_CONTENT_POLICY } else { CONTENT_POLICY };
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
        if let Some(hsts) = &self.hsts {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, hsts.clone());
        }
        if is_api {
            headers.entry(header::CACHE_CONTROL).or_insert(NO_STORE);
        }
        Ok(response)
    }
}

/// Names one more request header that the answer depends on.
pub(super) fn add_vary(headers: &mut HeaderMap, name: &'static str) {
    let names = headers.get_all(header::VARY).iter().filter_map(|value| value.to_str().ok());
    let is_named = |named: &str| named == "*" || named.eq_ignore_ascii_case(name);
    if !names.flat_map(|line| line.split(',')).any(|named| is_named(named.trim())) {
        headers.append(header::VARY, HeaderValue::from_static(name));
    }
}

#[cfg(test)]
mod tests {
    use poem::{EndpointExt, endpoint::make_sync, test::TestClient};

    use super::*;

    async fn answer(path: &str, settings: &HttpSettings) -> Response {
        let app = make_sync(|request| {
            let mut response = Response::builder().header("server", "x");
            if request.uri().path().ends_with("/kept") {
                response = response.header("cache-control", "max-age=60");
            }
            response.finish()
        });
        TestClient::new(app.with(SecurityHeaders::new(settings))).get(path).send().await.0
    }

    #[tokio::test]
    async fn every_answer_is_guarded() {
        let response = answer("/api/v1/people", &HttpSettings::default()).await;
        for (name, value) in &PLAIN {
            assert_eq!(response.headers().get(name), Some(value));
        }
        assert_eq!(response.headers()[header::CONTENT_SECURITY_POLICY], CONTENT_POLICY);
        assert_eq!(response.header("server"), None);
        assert_eq!(response.header("strict-transport-security"), None);
    }

    #[tokio::test]
    async fn only_the_docs_page_may_run_scripts() {
        for (path, expected) in [
            ("/docs", DOCS_CONTENT_POLICY),
            ("/docs/", DOCS_CONTENT_POLICY),
            ("/docsx", CONTENT_POLICY),
            ("/api/docs", CONTENT_POLICY),
        ] {
            let response = answer(path, &HttpSettings::default()).await;
            assert_eq!(response.headers()[header::CONTENT_SECURITY_POLICY], expected, "{path}");
        }
    }

    #[tokio::test]
    async fn answers_of_the_api_are_not_kept_unless_they_say_so() {
        for (path, expected) in
            [("/api/v1/x", Some("no-store")), ("/api/kept", Some("max-age=60")), ("/livez", None)]
        {
            let response = answer(path, &HttpSettings::default()).await;
            assert_eq!(response.header("cache-control"), expected, "{path}");
        }
    }

    #[tokio::test]
    async fn transport_security_is_announced_when_configured() {
        let settings = HttpSettings { hsts_seconds: Some(60), ..HttpSettings::default() };
        let response = answer("/", &settings).await;
        let expected = Some("max-age=60; includeSubDomains");
        assert_eq!(response.header("strict-transport-security"), expected);
    }

    #[test]
    fn vary_names_each_header_once() {
        let mut headers = HeaderMap::new();
        add_vary(&mut headers, "origin");
        add_vary(&mut headers, "accept-encoding");
        add_vary(&mut headers, "origin");
        assert_eq!(headers.get_all(header::VARY).iter().count(), 2);
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Language, Origin"));
        add_vary(&mut headers, "origin");
        assert_eq!(headers.get_all(header::VARY).iter().count(), 1);
    }
}
