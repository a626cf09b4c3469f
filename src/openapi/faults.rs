//! What an author still owes the document, beyond what the linters look at.

use serde_json::{Map, Value};

/// Names that no path and no query may have: they end up in logs.
const PERSONAL: [&str; 3] = ["id_card", "id_number", "card_number"];

/// What is missing from a tidied document, one sentence each; empty when all is there.
///
/// Each operation needs an id in snake case, a summary, one tag, a guard, a description of every
/// parameter, and examples of its JSON request and reply; each field of a schema a description.
pub fn faults(document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, item) in entries(document.get("paths")) {
        for (method, operation) in entries(Some(item)) {
            let place = format!("{method} {path}");
            operation_faults(operation, &mut |fault| faults.push(format!("{place}: {fault}")));
        }
    }
    for (name, schema) in entries(document.pointer("/components/schemas")) {
        for (field, property) in entries(schema.get("properties")) {
            let described = property.get("description").is_some() || property.get("$ref").is_some();
            if !described {
                faults.push(format!("schema {name}: describe the field `{field}`"));
            }
        }
    }
    faults
}

fn operation_faults(operation: &Value, report: &mut dyn FnMut(&str)) {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
    let snake =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if id.is_empty() || !id.chars().all(snake) {
        report("give it an operation_id such as `credit_points`");
    }
    if operation.get("summary").is_none() {
        report("give it a summary, the first line of its doc comment");
    }
    if operation.get("tags").and_then(Value::as_array).map(Vec::len) != Some(1) {
        report("give it exactly one tag");
    }
    if operation.get("security").is_none() {
        report("give it a guard as its first argument");
    }
    for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
        if parameter.get("$ref").is_none() && parameter.get("description").is_none() {
            report(&format!("describe the parameter `{name}`"));
        }
        if PERSONAL.iter().any(|personal| name.contains(personal)) {
            report(&format!("take `{name}` in a POST body, never in the address"));
        }
    }
    if lacks_example(operation.get("requestBody")) {
        report("record an example of its request in a test");
    }
    for (status, response) in entries(operation.get("responses")) {
        if status.starts_with('2') && lacks_example(Some(response)) {
            report("record an example of its reply in a test");
        }
    }
}

fn lacks_example(holder: Option<&Value>) -> bool {
    let media = holder.and_then(|holder| holder.get("content")?.get("application/json"));
    media.is_some_and(|media| media.get("example").is_none())
}

fn entries(object: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    object.and_then(Value::as_object).into_iter().flat_map(Map::iter)
}
