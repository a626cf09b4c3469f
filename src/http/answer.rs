//! What handlers answer with: bytes that are written once, with the status and schema in the type.

use std::marker::PhantomData;

use poem::http::StatusCode;
use poem::http::header::{CONTENT_TYPE, ETAG};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::Type;
use serde::Serialize;

use super::{ApiError, Common};
use crate::app::Performed;
use crate::store::reply::Reply;

/// The header that tells a stored reply from a fresh one.
pub const REPLAYED: &str = "idempotent-replayed";

macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident = $status:literal $text:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<T>(Reply, PhantomData<fn() -> T>);

        impl<T> From<Reply> for $name<T> {
            fn from(reply: Reply) -> Self {
                Self(reply, PhantomData)
            }
        }

        impl<T> From<Performed<T>> for $name<T> {
            fn from(performed: Performed<T>) -> Self {
                Self::from(performed.reply)
            }
        }

        impl<T: Serialize> $name<T> {
            /// Writes `body`.
            pub fn new(body: &T) -> Result<Self, ApiError> {
                Ok(Self::from(write(body, None)?))
            }

            /// Writes `body` and names the version that it shows.
            pub fn version(body: &T, version: i64) -> Result<Self, ApiError> {
                Ok(Self::from(write(body, Some(etag(version)))?))
            }
        }

        impl<T> IntoResponse for $name<T> {
            fn into_response(self) -> Response {
                respond(self.0, $status)
            }
        }

        impl<T: Type> ApiResponse for $name<T> {
            fn meta() -> MetaResponses {
                MetaResponses {
                    responses: vec![MetaResponse {
                        description: $text,
                        status: Some($status),
                        status_range: None,
                        content: vec![MetaMediaType {
                            content_type: "application/json",
                            schema: T::schema_ref(),
                        }],
                        headers: vec![],
                    }],
                }
            }

            fn register(registry: &mut Registry) {
                T::register(registry);
            }
        }
    )*};
}

answers! {
    /// 200 with a body.
    Answer = 200 "Done; this is how it stands.";
    /// 201 with a body.
    Created = 201 "Made; this is how it stands.";
    /// 202 with a body: the work goes on after the reply.
    Accepted = 202 "Taken on; the work goes on, ask again for its progress.";
}

/// 204: done, nothing to show.
#[derive(Debug)]
pub struct Done(bool);

impl From<Reply> for Done {
    fn from(reply: Reply) -> Self {
        Self(reply.replayed)
    }
}

impl From<Performed<()>> for Done {
    fn from(performed: Performed<()>) -> Self {
        Self::from(performed.reply)
    }
}

impl Done {
    /// Done.
    pub const fn new() -> Self {
        Self(false)
    }
}

impl Default for Done {
    fn default() -> Self {
        Self::new()
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let reply = Reply { body: String::new(), etag: None, replayed: self.0 };
        respond(reply, 204)
    }
}

impl ApiResponse for Done {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                description: "Done.",
                status: Some(204),
                status_range: None,
                content: vec![],
                headers: vec![],
            }],
        }
    }

    fn register(_: &mut Registry) {}
}

/// The ETag of a version.
pub fn etag(version: i64) -> String {
    format!("\"v{version}\"")
}

/// The version that an ETag names.
pub fn version_of(etag: &str) -> Option<i64> {
    etag.trim().strip_prefix("\"v")?.strip_suffix('"')?.parse().ok()
}

/// The version that an `If-Match` header demands: 428 without one, 412 for a tag of another form.
pub fn matched(if_match: Option<&str>) -> Result<i64, ApiError> {
    let tag = if_match.ok_or(Common::MatchMissing)?;
    version_of(tag)
        .ok_or_else(|| ApiError::with(Common::Stale.entry(), vec![("fields", "-".to_owned())]))
}

/// Writes `body` as the bytes that are sent and stored.
pub fn write<T: Serialize>(body: &T, etag: Option<String>) -> Result<Reply, ApiError> {
    let body = serde_json::to_string(body).map_err(|_| Common::Internal)?;
    Ok(Reply { body, etag, replayed: false })
}

fn respond(reply: Reply, status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = Response::builder().status(status);
    if let Some(etag) = &reply.etag {
        response = response.header(ETAG, etag);
    }
    if reply.replayed {
        response = response.header(REPLAYED, "true");
    }
    if reply.body.is_empty() {
        return response.finish();
    }
    response.header(CONTENT_TYPE, "application/json").body(reply.body)
}
