//! One trace id and one access-log line per request.
//!
//! The line holds the route's pattern, never the path, the query or anything else a client sent.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use http_body_util::combinators::BoxBody;
use hyper::body::{Body as _, Bytes};
use poem::{
    Endpoint, IntoResponse, Middleware, PathPattern, Request, Response,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode},
};
use tracing::Instrument;
use tracing_subscriber::{EnvFilter, fmt::format::FmtSpan};

use super::metrics::METHODS;

/// The response header that carries the trace id.
pub const TRACE_ID: HeaderName = HeaderName::from_static("trace-id");

/// Logged for a request whose client went away before the answer.
const CLIENT_CLOSED: u16 = 499;

/// The id by which a request is found in the logs and on other machines: 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceId(u128);

impl TraceId {
    /// A new random id.
    pub fn random() -> Self {
        Self(rand::random::<u128>().max(1))
    }

    /// The id of a valid W3C `traceparent` header, version 00.
    pub fn parse(traceparent: &str) -> Option<Self> {
        let mut parts = traceparent.split('-');
        let (version, trace, parent, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_whole = version == "00" && parts.next().is_none() && hex(flags, 2).is_some();
        let parent = hex(parent, 16)?;
        let trace = hex(trace, 32)?;
        (is_whole && parent != 0 && trace != 0).then_some(Self(trace))
    }

    fn of(headers: &HeaderMap) -> Self {
        headers
            .get("traceparent")
            .and_then(|value| value.to_str().ok())
            .and_then(Self::parse)
            .unwrap_or_else(Self::random)
    }
}

fn hex(text: &str, digits: usize) -> Option<u128> {
    let is_lower = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_plain = text.len() == digits && text.bytes().all(is_lower);
    is_plain.then(|| u128::from_str_radix(text, 16).ok()).flatten()
}

impl fmt::Display for TraceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// What inner layers learn about a request for its access-log line and its metrics. It is an
/// extension of the request; clones write into the same note, and the first word counts.
#[derive(Clone, Default)]
pub struct AccessNote(Arc<Note>);

#[derive(Default)]
struct Note {
    route: OnceLock<Arc<str>>,
    account: OnceLock<String>,
}

impl AccessNote {
    /// The note of a request, made now if there is none.
    pub fn of(request: &mut Request) -> Self {
        if let Some(note) = request.data::<Self>() {
            return note.clone();
        }
        let note = Self::default();
        request.set_data(note.clone());
        note
    }

    /// Notes the caller's account id, once the guard knows it.
    pub fn account(&self, id: impl fmt::Display) {
        self.0.account.get_or_init(|| id.to_string());
    }

    /// The pattern of the route that matched, or `unmatched`.
    pub fn route(&self) -> Arc<str> {
        self.0.route.get().cloned().unwrap_or_else(|| Arc::from("unmatched"))
    }
}

/// Writes the matched route into the [`AccessNote`]. It lies inside the layer that turns errors
/// into answers, because that layer drops what the router attached to an error.
pub struct NoteRoute;

impl<E: Endpoint> Middleware<E> for NoteRoute {
    type Output = RouteNoted<E>;

    fn transform(&self, inner: E) -> RouteNoted<E> {
        RouteNoted(inner)
    }
}

/// An endpoint whose matched route is noted.
pub struct RouteNoted<E>(E);

impl<E: Endpoint> Endpoint for RouteNoted<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let note = AccessNote::of(&mut request);
        let result = self.0.call(request).await.map(IntoResponse::into_response);
        let pattern = match &result {
            Ok(response) => response.data::<PathPattern>(),
            Err(error) => error.data::<PathPattern>(),
        };
        if let Some(pattern) = pattern {
            note.0.route.get_or_init(|| pattern.0.clone());
        }
        result
    }
}

/// The outermost layer: trace id, span, access-log line. Holds the time from which a request is slow.
pub struct Trace(pub Duration);

impl<E: Endpoint> Middleware<E> for Trace {
    type Output = Traced<E>;

    fn transform(&self, inner: E) -> Traced<E> {
        Traced { inner, slow: self.0 }
    }
}

/// An endpoint whose requests are traced. It never answers with an error value.
pub struct Traced<E> {
    inner: E,
    slow: Duration,
}

impl<E: Endpoint> Endpoint for Traced<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let trace_id = TraceId::of(request.headers());
        request.set_data(trace_id);
        let line = AccessLine {
            trace_id,
            method: method_name(request.method()),
            note: AccessNote::of(&mut request),
            began: Instant::now(),
            slow: self.slow,
            answer: None,
        };
        let span = tracing::info_span!("request", %trace_id);
        let response = self.inner.get_response(request).instrument(span).await;
        Ok(line.finish(response))
    }
}

/// Written when dropped, so that a request whose client hangs up leaves a line as well.
struct AccessLine {
    trace_id: TraceId,
    method: &'static str,
    note: AccessNote,
    began: Instant,
    slow: Duration,
    answer: Option<(StatusCode, Option<u64>)>,
}

impl AccessLine {
    fn finish(mut self, mut response: Response) -> Response {
        if let Ok(value) = HeaderValue::from_str(&self.trace_id.to_string()) {
            response.headers_mut().insert(TRACE_ID, value);
        }
        let body: BoxBody<Bytes, std::io::Error> = response.take_body().into();
        self.answer = Some((response.status(), body.size_hint().exact()));
        response.set_body(body);
        response
    }
}

impl Drop for AccessLine {
    fn drop(&mut self) {
        let (status, bytes) = match self.answer {
            Some((status, bytes)) => (status.as_u16(), bytes),
            None => (CLIENT_CLOSED, None),
        };
        let route = self.note.route();
        let took = self.began.elapsed();
        tracing::info!(
            target: "access",
            trace_id = %self.trace_id,
            method = self.method,
            route = &*route,
            status,
            duration_ms = took.as_secs_f64() * 1_000.0,
            bytes,
            account = self.note.0.account.get().map(String::as_str),
        );
        if took > self.slow {
            let trace_id = self.trace_id;
            tracing::warn!(%trace_id, method = self.method, route = &*route, "a slow request");
        }
    }
}

/// A method as a label; methods that the service doesn't use are `other`.
pub(super) fn method_name(method: &Method) -> &'static str {
    METHODS.iter().find(|(known, _)| *known == method).map_or("other", |(_, name)| name)
}

/// Why logging could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum LogFault {
    /// The level is not one that the log knows.
    #[error("日志级别无效，应写成 info 或 xinju=debug,info / write the level like info")]
    Level,
    /// A log is set up already.
    #[error("日志已经设置 / the log is set up already")]
    Taken,
}

/// Sends the log to standard error, one JSON object per line or as text for people. `level` is a
/// filter such as `info` or `xinju=debug,info`.
pub fn install_logs(json: bool, level: &str) -> Result<(), LogFault> {
    let filter = EnvFilter::try_new(level).map_err(|_| LogFault::Level)?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_span_events(FmtSpan::NONE);
    let installed = if json {
        log.json().flatten_event(true).with_span_list(false).try_init()
    } else {
        log.try_init()
    };
    installed.map_err(|_| LogFault::Taken)
}

#[cfg(test)]
mod tests;
