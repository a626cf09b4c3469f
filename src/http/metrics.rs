//! What is counted, for Prometheus: requests, their durations, connections, and whatever other
//! parts of the service register. There is one [`Metrics`] per application, not per process.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use poem::{Endpoint, Middleware, Request, Response, http::Method};
use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Metric, Registry},
};

use super::trace::{AccessNote, method_name};

/// The media type of [`Metrics::render`].
pub const METRICS_MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the duration buckets in seconds: from a cached read to the handler's limit.
const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The counters of one application. Cheap to clone; clones share the counters.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    registry: Mutex<Registry>,
    requests: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
    connections: Gauge,
    connections_refused: Counter,
    accept_errors: Counter,
}

/// A route's pattern, never a path.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct RouteName(Arc<str>);

impl EncodeLabelValue for RouteName {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        (&*self.0).encode(encoder)
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct RequestLabels {
    route: RouteName,
    method: &'static str,
    status: u16,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct RouteLabels {
    route: RouteName,
    method: &'static str,
}

fn durations() -> Histogram {
    Histogram::new(SECONDS)
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Makes the counters of the HTTP edge; all names begin with `xinju_`.
    pub fn new() -> Self {
        let metrics = Self(Arc::new(Inner {
            registry: Mutex::new(Registry::with_prefix("xinju")),
            requests: Family::default(),
            seconds: Family::new_with_constructor(durations),
            in_flight: Gauge::default(),
            connections: Gauge::default(),
            connections_refused: Counter::default(),
            accept_errors: Counter::default(),
        }));
        let edge = &metrics.0;
        metrics.register("http_requests", "Requests answered", edge.requests.clone());
        metrics.register(
            "http_request_seconds",
            "Time until the answer's head, in seconds",
            edge.seconds.clone(),
        );
        metrics.register(
            "http_requests_in_flight",
            "Requests being worked on",
            edge.in_flight.clone(),
        );
        metrics.register("http_connections", "Open connections", edge.connections.clone());
        metrics.register(
            "http_connections_refused",
            "Connections closed because their address had too many",
            edge.connections_refused.clone(),
        );
        metrics.register(
            "http_accept_errors",
            "Failures to accept a connection",
            edge.accept_errors.clone(),
        );
        metrics
    }

    /// Registers a metric of another part of the service, such as a `Family`. The name is without
    /// the prefix `xinju_` and, for counters, without the suffix `_total`.
    pub fn register(&self, name: &str, help: &str, metric: impl Metric) {
        self.registry().register(name, help, metric);
    }

    /// Registers a gauge, such as the depth of a queue.
    pub fn gauge(&self, name: &str, help: &str) -> Gauge {
        let gauge = Gauge::default();
        self.register(name, help, gauge.clone());
        gauge
    }

    /// Registers a counter, such as the errors of the cache.
    pub fn counter(&self, name: &str, help: &str) -> Counter {
        let counter = Counter::default();
        self.register(name, help, counter.clone());
        counter
    }

    /// All metrics in the `OpenMetrics` text format, see [`METRICS_MEDIA_TYPE`].
    pub fn render(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry())?;
        Ok(text)
    }

    /// Counts an open connection until the guard is dropped.
    pub(super) fn connection(&self) -> InUse {
        InUse::count(&self.0.connections)
    }

    pub(super) fn refused_connection(&self) {
        self.0.connections_refused.inc();
    }

    pub(super) fn accept_error(&self) {
        self.0.accept_errors.inc();
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.0.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, route: Arc<str>, method: &'static str, status: u16, began: Instant) {
        let route = RouteName(route);
        let labels = RouteLabels { route: route.clone(), method };
        self.0.seconds.get_or_create(&labels).observe(began.elapsed().as_secs_f64());
        self.0.requests.get_or_create(&RequestLabels { route, method, status }).inc();
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Metrics")
    }
}

/// Holds a gauge up by one; a request whose client hangs up is dropped and still counted down.
pub(super) struct InUse(Gauge);

impl InUse {
    fn count(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl<E: Endpoint> Middleware<E> for Metrics {
    type Output = Measured<E>;

    fn transform(&self, inner: E) -> Measured<E> {
        Measured { inner, metrics: self.clone() }
    }
}

/// An endpoint whose requests are counted by route pattern, method and status.
pub struct Measured<E> {
    inner: E,
    metrics: Metrics,
}

impl<E: Endpoint> Endpoint for Measured<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let _in_flight = InUse::count(&self.metrics.0.in_flight);
        let began = Instant::now();
        let method = method_name(request.method());
        let note = AccessNote::of(&mut request);
        let response = self.inner.get_response(request).await;
        self.metrics.count(note.route(), method, response.status().as_u16(), began);
        Ok(response)
    }
}

/// The methods that get a label of their own; a client can't invent labels.
pub(super) const METHODS: [(&Method, &str); 7] = [
    (&Method::GET, "GET"),
    (&Method::POST, "POST"),
    (&Method::PATCH, "PATCH"),
    (&Method::PUT, "PUT"),
    (&Method::DELETE, "DELETE"),
    (&Method::HEAD, "HEAD"),
    (&Method::OPTIONS, "OPTIONS"),
];

#[cfg(test)]
mod tests {
    use poem::{EndpointExt, Route, endpoint::make_sync, test::TestClient};

    use super::*;
    use crate::http::trace::NoteRoute;

    #[tokio::test]
    async fn requests_are_counted_by_pattern_and_never_by_path() {
        let metrics = Metrics::new();
        let app = Route::new()
            .at("/people/:name", make_sync(|_| "hello"))
            .with(NoteRoute)
            .with(metrics.clone());
        let client = TestClient::new(app);
        client.get("/people/zhang").send().await.assert_status_is_ok();
        client.get("/people/li").send().await.assert_status_is_ok();
        client.request(Method::from_bytes(b"BREW").unwrap(), "/pot/li").send().await;
        let text = metrics.render().unwrap();
        let counted =
            "xinju_http_requests_total{route=\"/people/:name\",method=\"GET\",status=\"200\"} 2";
        assert!(text.contains(counted), "{text}");
        let unknown = "{route=\"unmatched\",method=\"other\",status=\"404\"} 1";
        assert!(text.contains(unknown), "{text}");
        assert!(text.contains("xinju_http_requests_in_flight 0"), "{text}");
        assert!(!text.contains("zhang") && !text.contains("BREW") && !text.contains("pot"));
    }

    #[test]
    fn other_parts_register_their_own() {
        let metrics = Metrics::new();
        metrics.gauge("outbox_backlog", "Messages waiting").set(3);
        metrics.counter("cache_errors", "Failed cache commands").inc();
        let text = metrics.render().unwrap();
        assert!(text.contains("xinju_outbox_backlog 3"), "{text}");
        assert!(text.contains("xinju_cache_errors_total 1"), "{text}");
        assert!(text.ends_with("# EOF\n"));
    }

    #[test]
    fn two_applications_count_apart() {
        let (first, second) = (Metrics::new(), Metrics::new());
        let _open = first.connection();
        assert!(first.render().unwrap().contains("xinju_http_connections 1"));
        assert!(second.render().unwrap().contains("xinju_http_connections 0"));
    }
}
