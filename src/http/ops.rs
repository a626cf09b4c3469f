//! What operators and balancers ask (OPS-2), on the root: `/livez`, `/readyz`, `/metrics`, and the
//! documentation page where the settings want it.

mod docs;
mod gauges;
mod ready;

use std::sync::Arc;

use poem::endpoint::make;
use poem::http::{StatusCode, header};
use poem::{Request, Response, Route, get};
use serde_json::json;

use super::address::ClientAddress;
use super::language::Language;
use super::metrics::METRICS_MEDIA_TYPE;
use super::stop::Shutdown;
use super::trace::TraceId;
use super::{ApiError, Common, problem_layer};
use crate::app::App;
use gauges::Gauges;

/// Adds the routes to `routes`. `document` is the document of the API, made when it is needed.
pub fn routes(routes: Route, app: &Arc<App>) -> Route {
    let ops = Arc::new(Ops { gauges: Gauges::register(&app.metrics), app: Arc::clone(app) });
    let ready = Arc::clone(&ops);
    let metrics = Arc::clone(&ops);
    let routes = routes
        .at("/livez", get(make(|_| async { live() })))
        .at(
            "/readyz",
            get(make(move |request| {
                let ops = Arc::clone(&ready);
                async move { ops.ready(&request).await }
            })),
        )
        .at(
            "/metrics",
            get(make(move |request| {
                let ops = Arc::clone(&metrics);
                async move { ops.metrics(&request).await.map_err(poem::Error::from) }
            })),
        );
    if app.world.config.server.docs { docs::routes(routes, app) } else { routes }
}

#[derive(Debug)]
struct Ops {
    app: Arc<App>,
    gauges: Gauges,
}

fn live() -> Response {
    answer(StatusCode::OK, "application/json", json!({ "alive": true }).to_string())
}

fn answer(status: StatusCode, media_type: &str, body: String) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, media_type)
        .header(header::CACHE_CONTROL, "no-store")
        .body(body)
}

impl Ops {
    async fn ready(&self, request: &Request) -> poem::Result<Response> {
        let stopping = request.data::<Shutdown>().is_some_and(Shutdown::is_asked);
        let checks = ready::check(&self.app, stopping).await;
        let checks_json = serde_json::to_value(&checks).unwrap_or_default();
        if ready::holds(&checks) {
            let body = json!({ "ready": true, "checks": checks_json });
            return Ok(answer(StatusCode::OK, "application/json", body.to_string()));
        }
        let error = ApiError::from(Common::Unavailable)
            .retry_after_s(self.app.world.config.server.retry_after_s);
        let language = Language::of(request);
        let trace = request.data::<TraceId>().map(ToString::to_string);
        let more = [("ready", json!(false)), ("checks", checks_json)];
        Ok(problem_layer::respond_with(&error, language, trace.as_deref(), more))
    }

    async fn metrics(&self, request: &Request) -> Result<Response, ApiError> {
        if !self.may_measure(request) {
            return Err(Common::NotFound.into());
        }
        self.gauges.read(&self.app).await;
        let text = self.app.metrics.render().map_err(|_| Common::Internal)?;
        Ok(answer(StatusCode::OK, METRICS_MEDIA_TYPE, text))
    }

    /// Whether the request comes from one of `server.metrics_networks`. A proxy on this machine that
    /// the settings don't name would make strangers look like neighbours, so its requests don't count.
    fn may_measure(&self, request: &Request) -> bool {
        let server = &self.app.world.config.server;
        let is_forwarded = ["forwarded", "x-forwarded-for"]
            .iter()
            .any(|name| request.headers().contains_key(*name));
        if is_forwarded && server.proxies.trusted_networks.is_empty() {
            return false;
        }
        let address = request.data::<ClientAddress>().map(|found| found.0);
        address.is_some_and(|address| {
            server.metrics_networks.iter().any(|network| network.contains(&address))
        })
    }
}
