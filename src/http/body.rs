//! [`Body`]: a JSON body that was read strictly, checked against its schema, and only then parsed.

use std::ops::Deref;

use poem::http::header::CONTENT_TYPE;
use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::strict::{JsonFault, JsonFaultKind, JsonLimits, strict_json};
use super::{ApiError, Common, FieldError, schema};

/// A JSON request body of type `T`.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T> Deref for Body<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'a, T: Type + DeserializeOwned + Send + 'static> ApiExtractor<'a> for Body<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content =
            vec![MetaMediaType { content_type: "application/json", schema: T::schema_ref() }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        if !is_json(request) {
            return Err(Common::MediaType.into());
        }
        let bytes = body.take()?.into_bytes().await?;
        let limits = request.data::<JsonLimits>().copied().unwrap_or_default();
        Ok(Self(parse(&bytes, limits)?))
    }
}

fn is_json(request: &Request) -> bool {
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = header.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    media.eq_ignore_ascii_case("application/json")
}

fn parse<T: Type + DeserializeOwned + 'static>(
    bytes: &[u8],
    limits: JsonLimits,
) -> Result<T, ApiError> {
    let value = strict_json(bytes, limits).map_err(|fault| refuse(&fault))?;
    schema::check::<T>(&value).map_err(|invalid| {
        // A field that nobody knows is a mistake of form; everything else one of content.
        let unknown = invalid.0.iter().find(|error| error.entry == Common::Unknown.entry());
        match unknown.map(|error| error.gaps.clone()) {
            Some(known) => {
                ApiError { errors: invalid.0, ..ApiError::with(Common::Unknown.entry(), known) }
            }
            None => invalid.into(),
        }
    })?;
    serde_json::from_value(whole(value)).map_err(|_| Common::Malformed.into())
}

/// `10.0` is a whole number in JSON Schema, and here as well.
fn whole(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let text = number.to_string();
            let digits = text.strip_suffix(".0").and_then(|digits| digits.parse::<i64>().ok());
            digits.map_or(Value::Number(number), Value::from)
        }
        Value::Array(items) => items.into_iter().map(whole).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, field)| (name, whole(field))).collect()
        }
        other => other,
    }
}

fn refuse(fault: &JsonFault) -> ApiError {
    let common = match fault.kind {
        JsonFaultKind::NotUtf8 | JsonFaultKind::ControlCharacter => Common::Characters,
        JsonFaultKind::Malformed => Common::Malformed,
        JsonFaultKind::TooDeep | JsonFaultKind::TooManyItems | JsonFaultKind::Number => {
            Common::TooComplex
        }
        JsonFaultKind::DuplicateKey => Common::Duplicate,
    };
    let mut error = ApiError::from(common);
    if let Some(pointer) = fault.pointer.clone() {
        error.errors.push(FieldError { pointer, entry: common.entry(), gaps: vec![] });
    }
    error
}
