//! The order in which a request passes the layers of the edge.

use std::sync::Arc;
use std::time::Duration;

use poem::{Endpoint, EndpointExt, Middleware, Response, endpoint::BoxEndpoint};

use super::{
    address::FindAddress,
    compress::Compress,
    cors::Cors,
    etag::Tag,
    headers::SecurityHeaders,
    limits::Limits,
    metrics::Metrics,
    settings::HttpSettings,
    trace::{NoteRoute, Trace},
};

/// Puts all layers around the routes. From the outside in: trace, metrics, security headers,
/// CORS, client address, `problem`, route note, compression, tags, limits, routes.
///
/// `problem` turns every error and panic from inside into an answer. It sees
/// [`Refused`](super::limits::Refused) by `downcast_ref`, and the request extensions
/// [`TraceId`](super::trace::TraceId) and [`ClientAddress`](super::address::ClientAddress).
pub fn wrap<E, P>(
    routes: E,
    settings: &Arc<HttpSettings>,
    metrics: &Metrics,
    problem: P,
) -> BoxEndpoint<'static, Response>
where
    E: Endpoint + 'static,
    P: Middleware<BoxEndpoint<'static, Response>>,
    P::Output: Endpoint + 'static,
{
    let inner = routes
        .with(Limits::new(settings.clone()))
        .with(Tag)
        .with(Compress::new(settings))
        .with(NoteRoute)
        .boxed();
    inner
        .with(problem)
        .with(FindAddress::new(settings.clone()))
        .with(Cors::new(settings))
        .with(SecurityHeaders::new(settings))
        .with(metrics.clone())
        .with(Trace(Duration::from_millis(settings.slow_ms)))
        .boxed()
}

#[cfg(test)]
mod tests {
    use poem::{IntoResponse, Request, Route, endpoint::make, http::StatusCode, test::TestClient};

    use super::*;
    use crate::http::{address::ClientAddress, limits::Refused, trace::TraceId};

    /// A problem layer that tells what it sees.
    struct Witness;

    impl Middleware<BoxEndpoint<'static, Response>> for Witness {
        type Output = Witnessed;

        fn transform(&self, inner: BoxEndpoint<'static, Response>) -> Witnessed {
            Witnessed(inner)
        }
    }

    struct Witnessed(BoxEndpoint<'static, Response>);

    impl Endpoint for Witnessed {
        type Output = Response;

        async fn call(&self, request: Request) -> poem::Result<Response> {
            let trace = request.data::<TraceId>().unwrap().to_string();
            assert!(request.data::<ClientAddress>().is_some());
            Ok(match self.0.call(request).await {
                Ok(response) => response,
                Err(error) => {
                    let refused = error.downcast_ref::<Refused>();
                    let seen = format!("{refused:?} {trace}");
                    seen.with_status(error.status()).into_response()
                }
            })
        }
    }

    fn client() -> (TestClient<impl Endpoint>, Metrics) {
        let read = make(|mut request: Request| async move {
            let text = request.take_body().into_string().await?;
            Ok::<_, poem::Error>(text.with_content_type("application/json"))
        });
        let settings = Arc::new(HttpSettings { body_bytes_max: 4_000, ..HttpSettings::default() });
        let metrics = Metrics::new();
        let routes = Route::new().at("/api/v1/read/:name", read);
        (TestClient::new(wrap(routes, &settings, &metrics, Witness)), metrics)
    }

    #[tokio::test]
    async fn the_problem_layer_sees_why_a_request_was_refused() {
        let (client, metrics) = client();
        let body = "x".repeat(4_001);
        let response = client.post("/api/v1/read/zhang").body(body).send().await;
        response.assert_status(StatusCode::PAYLOAD_TOO_LARGE);
        response.assert_header("cache-control", "no-store");
        let trace = response.0.header("trace-id").unwrap().to_owned();
        response.assert_text(format!("Some(TooLarge {{ limit: 4000 }}) {trace}")).await;
        let text = metrics.render().unwrap();
        assert!(text.contains("status=\"413\""), "{text}");
    }

    #[tokio::test]
    async fn an_answer_is_tagged_before_it_is_compressed() {
        let (client, metrics) = client();
        let get = || client.get("/api/v1/read/li").body("x".repeat(2_000));
        let plain = get().send().await;
        let zipped = get().header("accept-encoding", "gzip").send().await;
        zipped.assert_header("content-encoding", "gzip");
        let tag = plain.0.header("etag").unwrap();
        zipped.assert_header("etag", tag);
        let known = get().header("accept-encoding", "gzip").header("if-none-match", tag);
        let known = known.send().await;
        known.assert_status(StatusCode::NOT_MODIFIED);
        known.assert_header("vary", "accept-encoding");
        known.assert_header_is_not_exist("content-encoding");
        let text = metrics.render().unwrap();
        let counted = "{route=\"/api/v1/read/:name\",method=\"GET\",status=\"200\"} 2";
        assert!(text.contains(counted), "{text}");
    }
}
