//! Checks a JSON body against the schema that the OpenAPI document shows for it, and reports every
//! wrong field at once with a pointer, in words, without repeating what was sent.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use poem_openapi::registry::Registry;
use poem_openapi::types::Type;
use serde_json::{Map, Value, json};

use super::problem::Gaps;
use super::{Common, FieldError, Invalid};

/// At most this many wrong fields are named.
const ERRORS_MAX: usize = 100;

type Known = RwLock<HashMap<TypeId, Option<Arc<Compiled>>>>;

/// A schema, and what checks values against it.
struct Compiled {
    schema: Value,
    validator: Validator,
}

/// Checks `value` against the schema of `T`.
pub(super) fn check<T: Type + 'static>(value: &Value) -> Result<(), Invalid> {
    let Some(compiled) = compiled::<T>() else { return Ok(()) };
    let mut invalid = Invalid::default();
    for error in compiled.validator.iter_errors(value).take(ERRORS_MAX) {
        invalid.0.extend(field_errors(&error, &compiled.schema));
    }
    invalid.check()
}

fn compiled<T: Type + 'static>() -> Option<Arc<Compiled>> {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    let known = KNOWN.get_or_init(Known::default);
    let id = TypeId::of::<T>();
    if let Some(found) = known.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return found.clone();
    }
    let made = compile::<T>();
    known.write().unwrap_or_else(PoisonError::into_inner).insert(id, made.clone());
    made
}

fn compile<T: Type>() -> Option<Arc<Compiled>> {
    let mut registry = Registry::new();
    T::register(&mut registry);
    let mut schema = serde_json::to_value(T::schema_ref()).ok()?;
    let definitions: Map<String, Value> = registry
        .schemas
        .iter()
        .filter_map(|(name, schema)| Some((name.clone(), serde_json::to_value(schema).ok()?)))
        .collect();
    let root = schema.as_object_mut()?;
    root.insert("components".to_owned(), json!({ "schemas": definitions }));
    close(&mut schema);
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    match options.build(&schema) {
        Ok(validator) => Some(Arc::new(Compiled { schema, validator })),
        Err(error) => {
            tracing::error!(%error, schema = %T::name(), "a schema does not compile");
            None
        }
    }
}

/// Objects with declared properties take no others; `nullable` becomes a type that allows null; the
/// framework's name for a day becomes the one that is checked.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.get("format").is_some_and(|format| format == "naive-date") {
                map.insert("format".to_owned(), "date".into());
            }
            if map.get("properties").is_some_and(Value::is_object)
                && !map.contains_key("additionalProperties")
                && !map.contains_key("discriminator")
            {
                map.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            map.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// The names of the fields that are known where an unknown one stands: those beside the rule that it broke.
fn known_fields(error: &ValidationError<'_>, schema: &Value) -> String {
    let rule = error.schema_path().to_string();
    let place = rule.rsplit_once('/').map_or("", |(place, _)| place);
    let properties = schema.pointer(place).and_then(|place| place.get("properties")?.as_object());
    let names = properties.into_iter().flat_map(Map::keys).map(String::as_str);
    names.collect::<Vec<_>>().join(", ")
}

fn field_errors(error: &ValidationError<'_>, schema: &Value) -> Vec<FieldError> {
    let at = error.instance_path().to_string();
    let one = |entry: Common, gaps: Gaps| {
        vec![FieldError { pointer: at.clone(), entry: entry.entry(), gaps }]
    };
    let limit = |limit: &dyn ToString| {
        // The framework keeps limits as floating point.
        let text = limit.to_string();
        vec![("limit", text.strip_suffix(".0").map_or(text.clone(), str::to_owned))]
    };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { .. }
        | ValidationErrorKind::UnevaluatedProperties { .. } => {
            one(Common::Unknown, vec![("known", known_fields(error, schema))])
        }
        ValidationErrorKind::Required { property } => vec![FieldError {
            pointer: format!("{at}/{}", property.as_str().unwrap_or_default()),
            entry: Common::FieldMissing.entry(),
            gaps: vec![],
        }],
        ValidationErrorKind::Type { kind } => {
            one(Common::FieldType, vec![("expected", type_name(kind))])
        }
        ValidationErrorKind::Enum { options } => one(
            Common::FieldChoice,
            vec![("allowed", options.as_array().map(|list| join(list)).unwrap_or_default())],
        ),
        ValidationErrorKind::MinLength { limit: 1 } => one(Common::FieldEmpty, vec![]),
        ValidationErrorKind::MaxLength { limit: max }
        | ValidationErrorKind::MaxItems { limit: max } => one(Common::FieldTooLong, limit(max)),
        ValidationErrorKind::MinLength { limit: min }
        | ValidationErrorKind::MinItems { limit: min } => one(Common::FieldTooShort, limit(min)),
        ValidationErrorKind::Maximum { limit: max }
        | ValidationErrorKind::ExclusiveMaximum { limit: max } => {
            one(Common::FieldTooLarge, limit(max))
        }
        ValidationErrorKind::Minimum { limit: min }
        | ValidationErrorKind::ExclusiveMinimum { limit: min } => {
            one(Common::FieldTooSmall, limit(min))
        }
        ValidationErrorKind::Format { format } => {
            one(Common::FieldForm, vec![("expected", format.clone())])
        }
        ValidationErrorKind::Pattern { pattern } => {
            one(Common::FieldForm, vec![("expected", pattern.clone())])
        }
        _ => one(Common::FieldForm, vec![("expected", "another form".to_owned())]),
    }
}

fn type_name(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(set) => {
            let names: Vec<_> = set.iter().map(|one| one.to_string()).collect();
            names.join(" / ")
        }
    }
}

fn join(options: &[Value]) -> String {
    let names = options.iter().map(|option| option.as_str().unwrap_or_default());
    names.collect::<Vec<_>>().join(", ")
}
