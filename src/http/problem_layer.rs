//! The layer that turns every refusal into `application/problem+json`, in the caller's language.
//!
//! What the framework raises itself is translated by its kind; its text, which repeats what was sent,
//! is dropped. A panic becomes a 500 and is logged.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use poem::error::{MethodNotAllowedError, NotFoundError, ReadBodyError};
use poem::http::{StatusCode, header};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use poem_openapi::error::ParseParamError;
use serde_json::{Map, Value, json};

use super::language::Language;
use super::limits::Refused;
use super::problem::{Gaps, filled};
use super::trace::TraceId;
use super::{ApiError, Common, Entry, FieldError};

/// Where the meaning of the codes is described.
pub(crate) const TYPE_BASE: &str = "https://xinju.example/problems/";

/// The layer.
#[derive(Clone, Copy, Debug)]
pub struct Problems;

impl<E: Endpoint> Middleware<E> for Problems {
    type Output = Problem<E>;

    fn transform(&self, inner: E) -> Problem<E> {
        Problem(inner)
    }
}

/// An endpoint behind the layer.
#[derive(Debug)]
pub struct Problem<E>(E);

impl<E: Endpoint> Endpoint for Problem<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let language = Language::of(&request);
        let trace = request.data::<TraceId>().map(ToString::to_string);
        let calling = AssertUnwindSafe(async { self.0.call(request).await }).catch_unwind();
        let error = match calling.await {
            Ok(Ok(answer)) => return Ok(answer.into_response()),
            Ok(Err(error)) => error,
            Err(_) => {
                tracing::error!(trace, "a handler panicked");
                Common::Internal.into()
            }
        };
        if error.is_from_response() {
            return Ok(error.into_response());
        }
        Ok(respond(&translate(error, trace.as_deref()), language, trace.as_deref()))
    }
}

/// Our own refusals pass; the framework's are told by their kind.
fn translate(error: poem::Error, trace: Option<&str>) -> ApiError {
    let error = match error.downcast::<ApiError>() {
        Ok(ours) => {
            if let Some(fault) = &ours.fault {
                tracing::error!(%fault, trace, "a request failed");
            }
            return ours;
        }
        Err(other) => other,
    };
    if let Some(refused) = refused(&error) {
        return match refused {
            Refused::TooLarge { limit } => {
                ApiError::with(Common::TooLarge.entry(), vec![("limit", limit.to_string())])
            }
            Refused::SlowBody => Common::SlowBody.into(),
            Refused::SlowHandler => ApiError::from(Common::Unavailable).retry_after_s(1),
            Refused::Encoded => Common::MediaType.into(),
            Refused::Characters => Common::Characters.into(),
        };
    }
    if error.is::<NotFoundError>() {
        return Common::NotFound.into();
    }
    if error.is::<MethodNotAllowedError>() {
        return Common::Method.into();
    }
    let refusal = ApiError::from(by_status(error.status()));
    match parameter(&error) {
        Some(name) => {
            let (pointer, entry) = (format!("/{name}"), Common::Parameter.entry());
            ApiError { errors: vec![FieldError { pointer, entry, gaps: vec![] }], ..refusal }
        }
        None => refusal,
    }
}

/// The parameter of the query or a header that could not be read. The parts of a path are only
/// numbered by the framework, and whoever wrote the path sees which one is no id.
fn parameter(error: &poem::Error) -> Option<&'static str> {
    let name = error.downcast_ref::<ParseParamError>()?.name;
    (!name.starts_with("param")).then_some(name)
}

/// The limiter's refusal, whether it stands alone or within a body that could not be read.
fn refused(error: &poem::Error) -> Option<Refused> {
    if let Some(refused) = error.downcast_ref::<Refused>() {
        return Some(*refused);
    }
    match error.downcast_ref::<ReadBodyError>()? {
        ReadBodyError::Io(io) => io.get_ref()?.downcast_ref::<Refused>().copied(),
        _ => None,
    }
}

fn by_status(status: StatusCode) -> Common {
    match status.as_u16() {
        401 => Common::SignIn,
        403 => Common::Forbidden,
        404 => Common::NotFound,
        405 => Common::Method,
        408 => Common::SlowBody,
        413 => Common::TooLarge,
        415 => Common::MediaType,
        429 => Common::TooMany,
        503 => Common::Unavailable,
        400..=499 => Common::Parameter,
        _ => Common::Internal,
    }
}

/// Writes the problem.
pub(crate) fn respond(error: &ApiError, language: Language, trace: Option<&str>) -> Response {
    respond_with(error, language, trace, [])
}

/// Writes the problem with further members.
pub(crate) fn respond_with<const N: usize>(
    error: &ApiError,
    language: Language,
    trace: Option<&str>,
    more: [(&str, Value); N],
) -> Response {
    let mut problem = describe(error.entry, &error.gaps, language);
    problem.insert("type".to_owned(), json!(format!("{TYPE_BASE}{}", error.entry.code)));
    problem.insert("title".to_owned(), json!(title(error.entry.status)));
    problem.insert("status".to_owned(), json!(error.entry.status));
    if let Some(trace) = trace {
        problem.insert("trace_id".to_owned(), json!(trace));
    }
    if !error.errors.is_empty() {
        let errors: Vec<_> = error
            .errors
            .iter()
            .map(|field| {
                let mut said = describe(field.entry, &field.gaps, language);
                let message = said.remove("detail").unwrap_or_default();
                said.insert("message".to_owned(), message);
                said.insert("pointer".to_owned(), json!(field.pointer));
                Value::Object(said)
            })
            .collect();
        problem.insert("errors".to_owned(), Value::Array(errors));
    }
    problem.extend(more.map(|(name, value)| (name.to_owned(), value)));
    let status = StatusCode::from_u16(error.entry.status).unwrap_or_default();
    let mut response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/problem+json")
        .header(header::CONTENT_LANGUAGE, language.tag());
    if let Some(seconds) = error.retry_after_s {
        response = response.header(header::RETRY_AFTER, seconds);
    }
    if status == StatusCode::UNAUTHORIZED {
        response = response.header(header::WWW_AUTHENTICATE, "Bearer");
    }
    response.body(Value::Object(problem).to_string())
}

fn describe(entry: &Entry, gaps: &Gaps, language: Language) -> Map<String, Value> {
    let text = filled(language.choose(entry.zh, entry.en), gaps);
    let mut said = Map::new();
    said.insert("code".to_owned(), json!(entry.code));
    said.insert("detail".to_owned(), json!(text));
    said
}

fn title(status: u16) -> &'static str {
    StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Error")
}
