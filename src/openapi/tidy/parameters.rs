//! Request parameters: each once, the shared ones as references, without words that say nothing.

use serde_json::{Value, json};

use super::components::{IDEMPOTENCY_KEY, IF_MATCH};
use super::walk::{Object, each_operation, text};

/// Cleans the parameters, tags and lists of every operation.
pub(super) fn clean(document: &mut Value) {
    each_operation(document, |_, operation| {
        if let Some(tags) = operation.get_mut("tags").and_then(Value::as_array_mut) {
            once(tags);
        }
        let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else {
            return;
        };
        for parameter in parameters.iter_mut() {
            share(parameter);
            if let Some(parameter) = parameter.as_object_mut() {
                plain(parameter);
            }
        }
        once(parameters);
        if parameters.is_empty() {
            operation.remove("parameters");
        }
    });
}

/// Puts the shared parameter in the place of a guard's own.
fn share(parameter: &mut Value) {
    if parameter.get("in").and_then(Value::as_str) != Some("header") {
        return;
    }
    let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
    for shared in [IDEMPOTENCY_KEY, IF_MATCH] {
        if name.eq_ignore_ascii_case(shared) {
            *parameter = json!({"$ref": format!("#/components/parameters/{shared}")});
            return;
        }
    }
}

fn plain(parameter: &mut Object) {
    if parameter.get("deprecated") == Some(&Value::Bool(false)) {
        parameter.remove("deprecated");
    }
    let array =
        parameter.get("schema").and_then(|schema| schema.get("type")) == Some(&"array".into());
    if !array || text(parameter, "in") != Some("query") {
        parameter.remove("explode");
    }
}

/// Keeps the first of equal items, and of parameters with the same name and place.
fn once(items: &mut Vec<Value>) {
    let mut seen = Vec::new();
    items.retain(|item| {
        let key = match (item.get("name"), item.get("in")) {
            (Some(name), Some(place)) => json!([name, place]),
            _ => item.clone(),
        };
        let new = !seen.contains(&key);
        seen.push(key);
        new
    });
}
