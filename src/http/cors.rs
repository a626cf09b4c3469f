//! Which web pages may call the API from a browser: those of the configured origins, none by
//! default (API-5). A page of another origin gets the answer without the headers that would let
//! the browser hand it over, and its preflight is not answered.

use std::sync::Arc;

use poem::{
    Endpoint, Middleware, Request, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};

use super::{headers::add_vary, settings::HttpSettings};

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PATCH, PUT, DELETE");

const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, accept-language, idempotency-key, if-match, if-none-match, \
     last-event-id, traceparent",
);

const RESPONSE_HEADERS: HeaderValue = HeaderValue::from_static(
    "etag, location, link, retry-after, idempotent-replayed, ratelimit, ratelimit-policy, trace-id",
);

/// How long a browser may keep a preflight's answer, in seconds; browsers cap it at two hours.
const PREFLIGHT_SECONDS: HeaderValue = HeaderValue::from_static("7200");

/// The layer that answers preflights and marks answers for the configured origins.
pub struct Cors(Arc<[HeaderValue]>);

impl Cors {
    /// Takes the origins from the settings; they are compared byte for byte.
    pub fn new(settings: &HttpSettings) -> Self {
        let origins = settings.cors_origins.iter();
        Self(origins.filter_map(|origin| HeaderValue::from_str(origin).ok()).collect())
    }
}

impl<E: Endpoint> Middleware<E> for Cors {
    type Output = CorsGuarded<E>;

    fn transform(&self, inner: E) -> CorsGuarded<E> {
        CorsGuarded { inner, origins: self.0.clone() }
    }
}

/// An endpoint that pages of the configured origins may call.
pub struct CorsGuarded<E> {
    inner: E,
    origins: Arc<[HeaderValue]>,
}

impl<E: Endpoint> Endpoint for CorsGuarded<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if self.origins.is_empty() {
            return Ok(self.inner.get_response(request).await);
        }
        let sent = request.headers().get(header::ORIGIN);
        let origin = sent.filter(|origin| self.origins.contains(origin)).cloned();
        let is_preflight = request.method() == Method::OPTIONS
            && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        let mut response = if origin.is_some() && is_preflight {
            preflight()
        } else {
            self.inner.get_response(request).await
        };
        let headers = response.headers_mut();
        add_vary(headers, "origin");
        if let Some(origin) = origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
        }
        Ok(response)
    }
}

fn preflight() -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
    *response.headers_mut() = headers;
    response
}

#[cfg(test)]
mod tests {
    use poem::{EndpointExt, Route, endpoint::make_sync, get, test::TestClient};

    use super::*;

    const OURS: &str = "https://app.example.org";

    fn client(origins: &[&str]) -> TestClient<impl Endpoint> {
        let cors_origins = origins.iter().map(ToString::to_string).collect();
        let settings = HttpSettings { cors_origins, ..HttpSettings::default() };
        let route = Route::new().at("/", get(make_sync(|_| "hello")));
        TestClient::new(route.with(Cors::new(&settings)))
    }

    #[tokio::test]
    async fn our_page_may_read_the_answer() {
        let response = client(&[OURS]).get("/").header("origin", OURS).send().await;
        response.assert_header("access-control-allow-origin", OURS);
        response.assert_header("vary", "origin");
        assert!(response.0.header("access-control-allow-credentials").is_none());
        response.assert_text("hello").await;
    }

    #[tokio::test]
    async fn a_strange_page_may_not() {
        for origin in ["https://evil.example", "null", "https://app.example.org.evil.example"] {
            let response = client(&[OURS]).get("/").header("origin", origin).send().await;
            response.assert_status_is_ok();
            response.assert_header_is_not_exist("access-control-allow-origin");
            response.assert_header("vary", "origin");
        }
    }

    #[tokio::test]
    async fn the_preflight_of_our_page_is_answered_and_others_are_not() {
        for (origins, expected) in [(&[OURS][..], 204), (&[], 405), (&["https://b.example"], 405)] {
            let response = client(origins)
                .options("/")
                .header("origin", OURS)
                .header("access-control-request-method", "PATCH")
                .send()
                .await;
            assert_eq!(response.0.status().as_u16(), expected);
            let allowed = response.0.header("access-control-allow-headers");
            assert_eq!(allowed.is_some_and(|names| names.contains("if-match")), expected == 204);
        }
    }
}
