//! Spares phones what they have already: a JSON answer gets a weak `ETag` over its bytes, and a
//! GET with a fitting `If-None-Match` is answered with 304. It works with `no-store` as well,
//! because the apps keep answers themselves.

use std::io;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http_body_util::combinators::BoxBody;
use hyper::body::{Body as _, Bytes};
use poem::{
    Body, Endpoint, IntoResponse, Middleware, Request, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};
use sha2::{Digest, Sha256};

/// Larger answers get no tag, as they would have to be held in memory for it.
const TAGGED_BYTES_MAX: u64 = 1024 * 1024;

/// The layer that tags answers and compares tags.
pub struct Tag;

impl<E: Endpoint> Middleware<E> for Tag {
    type Output = Tagged<E>;

    fn transform(&self, inner: E) -> Tagged<E> {
        Tagged(inner)
    }
}

/// An endpoint whose answers are tagged.
pub struct Tagged<E>(E);

impl<E: Endpoint> Endpoint for Tagged<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return self.0.call(request).await.map(IntoResponse::into_response);
        }
        let is_get = request.method() == Method::GET;
        let known: Vec<HeaderValue> =
            request.headers().get_all(header::IF_NONE_MATCH).iter().cloned().collect();
        let mut response = self.0.call(request).await?.into_response();
        if response.status() != StatusCode::OK {
            return Ok(response);
        }
        if is_get && !response.headers().contains_key(header::ETAG) && is_json(&response) {
            response = tagged(response).await?;
        }
        let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
        let is_known = tag.is_some_and(|tag| known.iter().any(|line| names(line, tag)));
        Ok(if is_known { not_modified(&response) } else { response })
    }
}

fn is_json(response: &Response) -> bool {
    let kind = response.content_type().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind == "application/json" || kind.ends_with("+json")
}

async fn tagged(mut response: Response) -> poem::Result<Response> {
    let body: BoxBody<Bytes, io::Error> = response.take_body().into();
    let is_short = body.size_hint().exact().is_some_and(|length| length <= TAGGED_BYTES_MAX);
    let body = Body::from(body);
    if !is_short {
        response.set_body(body);
        return Ok(response);
    }
    let bytes = body.into_bytes().await?;
    let digest = Sha256::digest(&bytes);
    let half: Vec<u8> = digest.iter().copied().take(16).collect();
    if let Ok(tag) = HeaderValue::from_str(&format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(half))) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.set_body(bytes);
    Ok(response)
}

/// Whether a line of `If-None-Match` names the tag; weak and strong are the same here (RFC 9110,
/// 13.1.2).
fn names(line: &HeaderValue, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    line.to_str().is_ok_and(|line| {
        line.trim() == "*" || line.split(',').any(|named| opaque(named) == opaque(tag))
    })
}

/// RFC 9110, 15.4.5: the headers that a cache needs, without those of the absent body.
fn not_modified(response: &Response) -> Response {
    let mut headers: HeaderMap = response.headers().clone();
    for name in [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::CONTENT_ENCODING,
        header::CONTENT_DISPOSITION,
    ] {
        headers.remove(name);
    }
    let mut short = Response::builder().status(StatusCode::NOT_MODIFIED).finish();
    *short.headers_mut() = headers;
    short
}

#[cfg(test)]
mod tests {
    use poem::{EndpointExt, endpoint::make_sync, test::TestClient};

    use super::*;

    fn client(tag: &'static str) -> TestClient<impl Endpoint> {
        TestClient::new(
            make_sync(move |request| {
                let response = Response::builder().content_type("application/json; charset=utf-8");
                let response = if tag.is_empty() { response } else { response.header("etag", tag) };
                response
                    .header("x-path", request.uri().path())
                    .body(request.uri().path().to_owned())
            })
            .with(Tag),
        )
    }

    #[tokio::test]
    async fn what_the_phone_has_is_not_sent_again() {
        let first = client("").get("/a").send().await;
        let tag = first.0.header("etag").unwrap().to_owned();
        assert!(tag.starts_with("W/\""));
        first.assert_text("/a").await;
        let again = client("").get("/a").header("if-none-match", &tag).send().await;
        again.assert_status(StatusCode::NOT_MODIFIED);
        again.assert_header("etag", &tag);
        again.assert_header_is_not_exist("content-type");
        again.assert_header("x-path", "/a");
        again.assert_text("").await;
    }

    #[tokio::test]
    async fn another_answer_has_another_tag() {
        let tag = client("").get("/a").send().await.0.header("etag").unwrap().to_owned();
        let other = client("").get("/b").header("if-none-match", &tag).send().await;
        other.assert_status_is_ok();
        assert_ne!(other.0.header("etag"), Some(tag.as_str()));
        other.assert_text("/b").await;
    }

    #[tokio::test]
    async fn a_tag_of_the_handler_stays_and_is_compared() {
        for (sent, status) in [
            ("\"7\"", StatusCode::NOT_MODIFIED),
            ("\"6\", W/\"7\"", StatusCode::NOT_MODIFIED),
            ("*", StatusCode::NOT_MODIFIED),
            ("\"6\"", StatusCode::OK),
            ("7", StatusCode::OK),
        ] {
            let response = client("\"7\"").get("/a").header("if-none-match", sent).send().await;
            response.assert_status(status);
            response.assert_header("etag", "\"7\"");
        }
    }

    #[tokio::test]
    async fn a_post_is_left_alone() {
        let response = client("").post("/a").header("if-none-match", "*").send().await;
        response.assert_status_is_ok();
        response.assert_header_is_not_exist("etag");
    }
}
