//! How much and how long a request may be: its body is counted and timed as it arrives, and its
//! handler has a time limit (API-2).
//!
//! A refusal is the error [`Refused`]; the problem layer outside makes the answer of it.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{Stream, StreamExt};
use hyper::body::Bytes;
use poem::{
    Body, Endpoint, IntoResponse, Middleware, Request, Response,
    error::ResponseError,
    http::{StatusCode, header},
};
use tokio::time::{Instant, Sleep, sleep_until, timeout_at};

use super::settings::HttpSettings;

/// Why a request is refused for its size or its slowness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The body is larger than `limit` bytes: 413.
    #[error("the body is larger than {limit} bytes")]
    TooLarge {
        /// The largest body that is taken here, in bytes.
        limit: usize,
    },
    /// The body did not arrive in time: 408.
    #[error("the body did not arrive in time")]
    SlowBody,
    /// The handler did not answer in time: 503.
    #[error("the service is too busy to answer in time")]
    SlowHandler,
    /// The body has a `Content-Encoding`: 415.
    #[error("a compressed body is not taken; send it without Content-Encoding")]
    Encoded,
    /// The query holds control characters, or bytes that are no text: 400.
    #[error("the query holds characters that are not allowed")]
    Characters,
}

impl ResponseError for Refused {
    fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::SlowBody => StatusCode::REQUEST_TIMEOUT,
            Self::SlowHandler => StatusCode::SERVICE_UNAVAILABLE,
            Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Characters => StatusCode::BAD_REQUEST,
        }
    }
}

/// The layer that limits requests. A request with a body also gets the configured
/// [`JsonLimits`](super::strict::JsonLimits) as an extension, for whoever parses it.
pub struct Limits(Arc<HttpSettings>);

impl Limits {
    /// Takes its limits from the settings.
    pub fn new(settings: Arc<HttpSettings>) -> Self {
        Self(settings)
    }
}

impl<E: Endpoint> Middleware<E> for Limits {
    type Output = Limited<E>;

    fn transform(&self, inner: E) -> Limited<E> {
        Limited { inner, settings: self.0.clone() }
    }
}

/// An endpoint whose requests are limited.
pub struct Limited<E> {
    inner: E,
    settings: Arc<HttpSettings>,
}

impl<E: Endpoint> Endpoint for Limited<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let limit = body_limit(&request, &self.settings);
        if let Some(refused) = refusal(&request, limit) {
            throw_away(request, &self.settings).await;
            return Err(refused.into());
        }
        let progress = Arc::new(Progress::default());
        let began = Instant::now();
        let body = request.take_body();
        if body.is_empty() {
            request.set_body(body);
        } else {
            let deadline = began + Duration::from_millis(self.settings.body_read_ms_max);
            let metered = Metered::new(body, limit, deadline, &self.settings, progress.clone());
            request.set_body(Body::from_bytes_stream(metered));
            request.set_data(self.settings.json);
        }
        let result = self.timed(request, &progress, began).await;
        match (progress.refused.get(), result) {
            // Whatever a reader made of the broken body, the reason is what the client needs.
            (Some(refused), Err(_)) => Err((*refused).into()),
            (Some(refused), Ok(response)) if !response.status().is_success() => {
                Err((*refused).into())
            }
            (_, result) => result,
        }
    }
}

impl<E: Endpoint> Limited<E> {
    async fn timed(
        &self,
        request: Request,
        progress: &Progress,
        began: Instant,
    ) -> poem::Result<Response> {
        let handler = self.inner.call(request);
        tokio::pin!(handler);
        let limit = Duration::from_millis(self.settings.handler_ms_max);
        let body_limit = Duration::from_millis(self.settings.body_read_ms_max);
        loop {
            let deadline = progress.handler_began(began, began + body_limit) + limit;
            if let Ok(result) = timeout_at(deadline, handler.as_mut()).await {
                return result.map(IntoResponse::into_response);
            }
            let moved = progress.handler_began(began, began + body_limit) + limit;
            if moved <= Instant::now() {
                return Err(Refused::SlowHandler.into());
            }
        }
    }
}

fn body_limit(request: &Request, settings: &HttpSettings) -> usize {
    let path = request.uri().path();
    let is_below = |prefix: &String| {
        path.strip_prefix(prefix.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let is_json = request.content_type().is_some_and(|kind| kind.contains("json"));
    if !is_json && settings.sheet_paths.iter().any(is_below) {
        settings.roster_bytes_max
    } else if !is_json && settings.upload_paths.iter().any(is_below) {
        settings.upload_bytes_max.saturating_add(settings.upload_overhead_bytes_max)
    } else {
        settings.body_bytes_max
    }
}

fn refusal(request: &Request, limit: usize) -> Option<Refused> {
    let is_identity = |value: &header::HeaderValue| {
        value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity")
    };
    if !request.headers().get_all(header::CONTENT_ENCODING).iter().all(is_identity) {
        return Some(Refused::Encoded);
    }
    if request.uri().query().is_some_and(|query| !is_text(query)) {
        return Some(Refused::Characters);
    }
    let announced = request.header(header::CONTENT_LENGTH)?.parse::<u64>().ok()?;
    let fits = usize::try_from(announced).is_ok_and(|length| length <= limit);
    (!fits).then_some(Refused::TooLarge { limit })
}

/// Whether a query is text without control characters, which databases take for different things.
fn is_text(query: &str) -> bool {
    let is_unfit = |sign: char| sign.is_control() || sign == char::REPLACEMENT_CHARACTER;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    !pairs.any(|(name, value)| name.contains(is_unfit) || value.contains(is_unfit))
}

/// Reads a refused body away: a socket closed with unread bytes resets the connection, and the
/// client would never see the answer. A client that waits for `100 Continue` has sent nothing.
async fn throw_away(mut request: Request, settings: &HttpSettings) {
    if request.headers().contains_key(header::EXPECT) {
        return;
    }
    let deadline = Instant::now() + Duration::from_millis(settings.drain_ms_max);
    let mut rest = Metered::new(request.take_body(), 0, deadline, settings, Arc::default());
    while let Some(Ok(_)) = rest.next().await {}
}

/// What the body's reader tells the clock of the handler.
#[derive(Default)]
struct Progress {
    started: AtomicBool,
    ended: OnceLock<Instant>,
    refused: OnceLock<Refused>,
}

impl Progress {
    /// From when the handler's time counts: waiting for a slow client isn't the handler's fault.
    fn handler_began(&self, began: Instant, body_deadline: Instant) -> Instant {
        if !self.started.load(Ordering::Relaxed) {
            return began;
        }
        self.ended.get().copied().unwrap_or_else(|| Instant::now().min(body_deadline))
    }
}

/// A body that is counted and timed while it is read.
struct Metered {
    body: Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>,
    taken: usize,
    limit: usize,
    drain_bytes_max: usize,
    drain_time: Duration,
    deadline: Instant,
    timer: Option<Pin<Box<Sleep>>>,
    is_over: bool,
    is_done: bool,
    progress: Arc<Progress>,
}

impl Metered {
    fn new(
        body: Body,
        limit: usize,
        deadline: Instant,
        settings: &HttpSettings,
        progress: Arc<Progress>,
    ) -> Self {
        Self {
            body: Box::pin(body.into_bytes_stream()),
            taken: 0,
            limit,
            drain_bytes_max: settings.drain_bytes_max,
            drain_time: Duration::from_millis(settings.drain_ms_max),
            deadline,
            timer: None,
            is_over: false,
            is_done: false,
            progress,
        }
    }

    fn end(&mut self, refused: Option<Refused>) -> Poll<Option<io::Result<Bytes>>> {
        self.is_done = true;
        self.progress.ended.get_or_init(Instant::now);
        Poll::Ready(refused.map(|refused| {
            self.progress.refused.get_or_init(|| refused);
            Err(io::Error::other(refused))
        }))
    }

    fn too_large(&self) -> Option<Refused> {
        self.is_over.then_some(Refused::TooLarge { limit: self.limit })
    }

    /// Counts a chunk. The rest of a body that is too large is read away for a short while.
    fn count(&mut self, length: usize) {
        self.taken = self.taken.saturating_add(length);
        if self.taken > self.limit && !self.is_over {
            self.is_over = true;
            self.deadline = self.deadline.min(Instant::now() + self.drain_time);
            self.timer = None;
        }
    }
}

impl Stream for Metered {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.progress.started.store(true, Ordering::Relaxed);
        if this.is_done {
            return Poll::Ready(None);
        }
        loop {
            match this.body.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) => {
                    this.count(chunk.len());
                    if !this.is_over {
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                    if this.taken > this.limit.saturating_add(this.drain_bytes_max) {
                        return this.end(this.too_large());
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    return match this.too_large() {
                        Some(refused) => this.end(Some(refused)),
                        None => this.end(None).map(|_| Some(Err(error))),
                    };
                }
                Poll::Ready(None) => return this.end(this.too_large()),
                Poll::Pending => {
                    let deadline = this.deadline;
                    let timer = this.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
                    if timer.as_mut().poll(context).is_pending() {
                        return Poll::Pending;
                    }
                    return this.end(this.too_large().or(Some(Refused::SlowBody)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
