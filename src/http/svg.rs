//! [`Svg`]: a drawing as a reply.

use poem::http::header::CONTENT_TYPE;
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{
    MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
};

/// The media type of drawings.
const MEDIA: &str = "image/svg+xml";

/// 200 with an SVG document, never kept by caches.
#[derive(Debug)]
pub struct Svg(pub String);

impl IntoResponse for Svg {
    fn into_response(self) -> Response {
        Response::builder()
            .header(CONTENT_TYPE, MEDIA)
            .header("cache-control", "no-store")
            .body(self.0)
    }
}

impl ApiResponse for Svg {
    fn meta() -> MetaResponses {
        let schema = MetaSchema { max_length: Some(1_000_000), ..MetaSchema::new("string") };
        let content = vec![MetaMediaType {
            content_type: MEDIA,
            schema: MetaSchemaRef::Inline(Box::new(schema)),
        }];
        MetaResponses {
            responses: vec![MetaResponse {
                description: "A drawing to print.",
                status: Some(200),
                status_range: None,
                content,
                headers: vec![],
            }],
        }
    }

    fn register(_: &mut Registry) {}
}
