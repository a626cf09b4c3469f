//! Ways through a document: its operations and its schemas.

use serde_json::{Map, Value};

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// The keys of a path that are operations.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Shows every operation to `act`, with its method in lower case.
pub(super) fn each_operation(document: &mut Value, mut act: impl FnMut(&str, &mut Object)) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for path in paths.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        for (method, operation) in path.iter_mut() {
            if METHODS.contains(&method.as_str())
                && let Some(operation) = operation.as_object_mut()
            {
                act(method, operation);
            }
        }
    }
}

/// Shows every schema of the document to `act`, inner ones first.
pub(super) fn each_schema(document: &mut Value, act: &mut dyn FnMut(&mut Object)) {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for schema in schemas.into_iter().flat_map(Map::values_mut) {
        each_inner(schema, act);
    }
    outside(document, act);
}

/// Looks for schemas where the document isn't one itself. Examples are data and are passed over.
fn outside(value: &mut Value, act: &mut dyn FnMut(&mut Object)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match key.as_str() {
                    "schema" => each_inner(value, act),
                    "schemas" | "example" | "examples" => {}
                    _ => outside(value, act),
                }
            }
        }
        Value::Array(array) => array.iter_mut().for_each(|item| outside(item, act)),
        _ => {}
    }
}

/// Shows a schema and all schemas in it to `act`, inner ones first.
pub(super) fn each_inner(schema: &mut Value, act: &mut dyn FnMut(&mut Object)) {
    let Some(schema) = schema.as_object_mut() else { return };
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flat_map(Map::values_mut).for_each(|inner| each_inner(inner, act));
    for key in ["items", "additionalProperties", "not"] {
        if let Some(inner) = schema.get_mut(key) {
            each_inner(inner, act);
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let members = schema.get_mut(key).and_then(Value::as_array_mut);
        members.into_iter().flatten().for_each(|inner| each_inner(inner, act));
    }
    act(schema);
}

/// The object under `key`, made empty when there is none; `None` when something else stands there.
pub(super) fn child<'a>(parent: &'a mut Object, key: &str) -> Option<&'a mut Object> {
    parent.entry(key).or_insert_with(|| Value::Object(Map::new())).as_object_mut()
}

/// The array under `key`, made empty when there is none; `None` when something else stands there.
pub(super) fn list<'a>(parent: &'a mut Object, key: &str) -> Option<&'a mut Vec<Value>> {
    parent.entry(key).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()
}

/// The text under `key`.
pub(super) fn text<'a>(object: &'a Object, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Value::as_str)
}
