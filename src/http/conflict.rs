//! [`OrConflict`]: a reading that the state of things can forbid.
//!
//! Writes declare 409 by themselves; a reading does so only where it is written.

use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaResponse, MetaResponses, Registry};

/// A reply that the document declares beside a 409.
#[derive(Debug)]
pub struct OrConflict<R>(pub R);

impl<R: IntoResponse> IntoResponse for OrConflict<R> {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

impl<R: ApiResponse> ApiResponse for OrConflict<R> {
    fn meta() -> MetaResponses {
        let mut meta = R::meta();
        meta.responses.push(MetaResponse {
            description: "The state of things forbids it.",
            status: Some(409),
            status_range: None,
            content: vec![],
            headers: vec![],
        });
        meta
    }

    fn register(registry: &mut Registry) {
        R::register(registry);
    }
}
