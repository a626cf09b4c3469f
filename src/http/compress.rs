//! Compresses answers for clients that ask for it: JSON, text and SVG from 1 KiB on.
//!
//! Event streams stay as they are, because a compressor holds events back. So do answers with a
//! strong `ETag`: RFC 9110 (8.8.1) wants another tag for another coding, and that tag would no
//! longer fit `If-Match`. Requests are never inflated.

use std::io;

use async_compression::{
    Level,
    tokio::bufread::{BrotliEncoder, GzipEncoder},
};
use http_body_util::combinators::BoxBody;
use hyper::body::{Body as _, Bytes};
use poem::{
    Body, Endpoint, IntoResponse, Middleware, Request, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};
use tokio::io::{AsyncBufRead, AsyncRead, AsyncReadExt, BufReader};

use super::{headers::add_vary, settings::HttpSettings};

/// Answers up to this size are compressed at once, so that they keep a `Content-Length`.
const AT_ONCE_BYTES_MAX: u64 = 1024 * 1024;

/// Fast enough to compress while the client waits; higher levels gain little on JSON.
const BROTLI_LEVEL: Level = Level::Precise(4);
const GZIP_LEVEL: Level = Level::Precise(5);

/// The layer that compresses answers.
pub struct Compress {
    bytes_min: u64,
}

impl Compress {
    /// Takes the smallest size from the settings.
    pub fn new(settings: &HttpSettings) -> Self {
        Self { bytes_min: u64::try_from(settings.compress_bytes_min).unwrap_or(u64::MAX) }
    }
}

impl<E: Endpoint> Middleware<E> for Compress {
    type Output = Compressed<E>;

    fn transform(&self, inner: E) -> Compressed<E> {
        Compressed { inner, bytes_min: self.bytes_min }
    }
}

/// An endpoint whose answers are compressed where that helps.
pub struct Compressed<E> {
    inner: E,
    bytes_min: u64,
}

impl<E: Endpoint> Endpoint for Compressed<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let coding = Coding::chosen(request.headers());
        let is_head = request.method() == Method::HEAD;
        let mut response = self.inner.call(request).await?.into_response();
        if response.status() == StatusCode::NOT_MODIFIED {
            add_vary(response.headers_mut(), "accept-encoding");
        }
        if !is_compressible(&response) {
            return Ok(response);
        }
        add_vary(response.headers_mut(), "accept-encoding");
        match coding {
            Some(coding) if !is_head => encode(response, coding, self.bytes_min).await,
            _ => Ok(response),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    /// What the client weighs highest; Brotli when it doesn't mind.
    fn chosen(headers: &HeaderMap) -> Option<Self> {
        let (mut brotli, mut gzip) = (0, 0);
        let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
        for item in lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')) {
            let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
            match name.trim() {
                "br" => brotli = weight(parameters),
                "gzip" | "x-gzip" => gzip = weight(parameters),
                _ => {}
            }
        }
        match (brotli, gzip) {
            (0, 0) => None,
            (brotli, gzip) if brotli >= gzip => Some(Self::Brotli),
            _ => Some(Self::Gzip),
        }
    }

    fn name(self) -> HeaderValue {
        match self {
            Self::Brotli => HeaderValue::from_static("br"),
            Self::Gzip => HeaderValue::from_static("gzip"),
        }
    }

    fn reader<R: AsyncBufRead + Send + Unpin + 'static>(
        self,
        body: R,
    ) -> Box<dyn AsyncRead + Send + Unpin> {
        match self {
            Self::Brotli => Box::new(BrotliEncoder::with_quality(body, BROTLI_LEVEL)),
            Self::Gzip => Box::new(GzipEncoder::with_quality(body, GZIP_LEVEL)),
        }
    }
}

/// A weight in thousandths: `q=0.5` is 500, none is 1000, one that can't be read is 0.
fn weight(parameters: &str) -> u16 {
    let Some(text) = parameters.trim().strip_prefix("q=") else { return 1_000 };
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_short = decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    match (whole, is_short) {
        ("0", true) => format!("{decimals:0<3}").parse().unwrap_or(0),
        ("1", true) => 1_000,
        _ => 0,
    }
}

fn is_compressible(response: &Response) -> bool {
    let headers = response.headers();
    let is_plain = !headers.contains_key(header::CONTENT_ENCODING)
        && !headers.contains_key(header::CONTENT_RANGE)
        && response.header(header::CACHE_CONTROL).is_none_or(|v| !v.contains("no-transform"));
    let is_strong = response.header(header::ETAG).is_some_and(|tag| !tag.starts_with("W/"));
    let kind = response.content_type().map(|kind| kind.split(';').next().unwrap_or(kind).trim());
    is_plain
        && !is_strong
        && kind.is_some_and(|kind| {
            kind == "application/json"
                || kind == "image/svg+xml"
                || kind == "application/javascript"
                || kind.ends_with("+json")
                || (kind.starts_with("text/") && kind != "text/event-stream")
        })
}

async fn encode(mut response: Response, coding: Coding, min: u64) -> poem::Result<Response> {
    let body: BoxBody<Bytes, io::Error> = response.take_body().into();
    let length = body.size_hint().exact();
    let body = Body::from(body);
    if length.is_some_and(|length| length < min) {
        response.set_body(body);
        return Ok(response);
    }
    if length.is_some_and(|length| length <= AT_ONCE_BYTES_MAX) {
        let plain = io::Cursor::new(body.into_bytes().await?);
        let mut encoded = Vec::new();
        coding
            .reader(plain)
            .read_to_end(&mut encoded)
            .await
            .map_err(poem::error::InternalServerError)?;
        response.set_body(encoded);
    } else {
        let plain = BufReader::new(body.into_async_read());
        response.set_body(Body::from_async_read(coding.reader(plain)));
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_ENCODING, coding.name());
    headers.remove(header::CONTENT_LENGTH);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder};
    use poem::{EndpointExt, endpoint::make_sync, test::TestClient};

    use super::*;

    const JSON: &str = "application/json; charset=utf-8";

    async fn answer(kind: &'static str, body: String, tag: &'static str, accept: &str) -> Response {
        let app = make_sync(move |_| {
            let response = Response::builder().content_type(kind);
            let response = if tag.is_empty() { response } else { response.header("etag", tag) };
            response.body(body.clone())
        });
        let app = app.with(Compress::new(&HttpSettings::default()));
        TestClient::new(app).get("/").header("accept-encoding", accept).send().await.0
    }

    async fn read(mut reader: impl AsyncRead + Unpin) -> String {
        let mut text = String::new();
        reader.read_to_string(&mut text).await.unwrap();
        text
    }

    async fn cursor(response: Response) -> io::Cursor<Bytes> {
        io::Cursor::new(response.into_body().into_bytes().await.unwrap())
    }

    #[tokio::test]
    async fn a_long_answer_is_compressed_as_the_client_likes() {
        let body = "安居".repeat(1_000);
        let response = answer(JSON, body.clone(), "", "gzip, deflate, br").await;
        assert_eq!(response.header("content-encoding"), Some("br"));
        assert_eq!(response.header("vary"), Some("accept-encoding"));
        assert_eq!(read(BrotliDecoder::new(cursor(response).await)).await, body);
        let response = answer(JSON, body.clone(), "W/\"1\"", "br;q=0.5, gzip").await;
        assert_eq!(response.header("content-encoding"), Some("gzip"));
        assert_eq!(read(GzipDecoder::new(cursor(response).await)).await, body);
    }

    #[tokio::test]
    async fn an_answer_too_long_to_compress_at_once_is_streamed() {
        let body = "ab".repeat(1_000_000);
        let response = answer("text/csv", body.clone(), "", "gzip").await;
        assert_eq!(read(GzipDecoder::new(cursor(response).await)).await, body);
    }

    #[tokio::test]
    async fn other_answers_stay_as_they_are() {
        let long = "x".repeat(2_000);
        for (kind, body, tag, accept) in [
            (JSON, "x".repeat(1_023), "", "gzip"),
            (JSON, long.clone(), "", ""),
            (JSON, long.clone(), "", "gzip;q=0, br;q=0.000, *"),
            (JSON, long.clone(), "\"v7\"", "gzip"),
            ("text/event-stream", long.clone(), "", "gzip"),
            ("image/png", long.clone(), "", "gzip"),
        ] {
            let response = answer(kind, body.clone(), tag, accept).await;
            assert_eq!(response.header("content-encoding"), None, "{kind} {tag} {accept}");
            assert_eq!(response.into_body().into_string().await.unwrap(), body);
        }
    }

    #[test]
    fn weights_are_read_as_thousandths() {
        for (text, thousandths) in
            [("", 1_000), ("q=1", 1_000), ("q=0.5", 500), ("q=0.25", 250), ("q=0", 0), ("q=x", 0)]
        {
            assert_eq!(weight(text), thousandths, "{text}");
        }
    }
}
