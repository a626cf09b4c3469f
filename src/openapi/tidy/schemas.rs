//! Schemas that mean what they say: flat, whole numbers written as such, closed where we are asked.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::walk::{Object, each_inner, each_operation, each_schema, text};

/// Simplifies every schema.
pub(super) fn simplify(document: &mut Value) {
    each_schema(document, &mut |schema| {
        drop_repeats(schema);
        whole_numbers(schema);
        days(schema);
        once(schema);
        nullable(schema);
    });
    flatten(document);
    close_requests(document);
}

/// A described reference comes as `allOf` of the reference and a copy of the description: the copy
/// goes.
fn drop_repeats(schema: &mut Object) {
    let Some(Value::Array(mut members)) = schema.remove("allOf") else { return };
    members.retain(|member| {
        let Some(member) = member.as_object() else { return true };
        member.contains_key("$ref")
            || member.contains_key("properties")
            || member.iter().any(|(key, value)| schema.get(key) != Some(value))
    });
    schema.insert("allOf".to_owned(), Value::Array(members));
}

/// The framework keeps limits as floating point: `100.0` becomes `100`.
fn whole_numbers(schema: &mut Object) {
    for key in ["minimum", "maximum", "multipleOf"] {
        if let Some(float) = schema.get(key).filter(|limit| limit.is_f64()).and_then(Value::as_f64)
            && let Ok(whole) = format!("{float}").parse::<i64>()
        {
            schema.insert(key.to_owned(), whole.into());
        }
    }
}

/// A day is called by the name that clients know.
fn days(schema: &mut Object) {
    if text(schema, "format") == Some("naive-date") {
        schema.insert("format".to_owned(), "date".into());
    }
}

fn once(schema: &mut Object) {
    for key in ["required", "enum"] {
        let mut seen = Vec::new();
        let items = schema.get_mut(key).and_then(Value::as_array_mut);
        if let Some(items) = items {
            items.retain(|item| {
                let new = !seen.contains(item);
                seen.push(item.clone());
                new
            });
        }
    }
    if schema.get("deprecated") == Some(&Value::Bool(false)) {
        schema.remove("deprecated");
    }
}

/// The framework can't tell "may be left out" from "may be null". An optional field whose
/// description speaks of `null` in backticks may be null.
fn nullable(schema: &mut Object) {
    let required = schema.get("required").cloned().unwrap_or_default();
    let required = |name: &str| required.as_array().is_some_and(|all| all.contains(&name.into()));
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (name, property) in properties.iter_mut() {
        if let Some(property) = property.as_object_mut()
            && !required(name)
            && property.contains_key("type")
            && text(property, "description").is_some_and(|words| words.contains("`null`"))
        {
            property.insert("nullable".to_owned(), true.into());
            if let Some(values) = property.get_mut("enum").and_then(Value::as_array_mut) {
                values.push(Value::Null);
            }
        }
    }
}

/// A member of a union comes as `allOf` of its mark and its fields. Closed, neither part would
/// accept the other's fields, so both become one object.
fn flatten(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
    else {
        return;
    };
    let known = schemas.clone();
    for schema in schemas.values_mut().filter_map(Value::as_object_mut) {
        if let Some(Value::Array(members)) = schema.get("allOf")
            && let Some(object) = one_object(members, &known)
        {
            schema.remove("allOf");
            for (key, value) in object {
                schema.entry(key).or_insert(value);
            }
        }
    }
}

/// All members as one object; `None` when one of them isn't a plain object.
fn one_object(members: &[Value], known: &Object) -> Option<Object> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for member in members {
        let member = match member.get("$ref").and_then(Value::as_str) {
            Some(reference) => known.get(reference.rsplit('/').next()?)?,
            None => member,
        };
        if member.get("type") != Some(&"object".into()) || member.get("oneOf").is_some() {
            return None;
        }
        for (name, property) in member.get("properties").and_then(Value::as_object)? {
            properties.insert(name.clone(), told(property));
        }
        let names = member.get("required").and_then(Value::as_array);
        required.extend(names.into_iter().flatten().cloned());
    }
    json!({"type": "object", "properties": properties, "required": required}).as_object().cloned()
}

/// The mark of a union's member comes without a word about what it is.
fn told(property: &Value) -> Value {
    let mut property = property.clone();
    if let Some(mark) = property.as_object_mut()
        && mark.contains_key("enum")
    {
        mark.entry("description").or_insert_with(|| "Says which kind of object this is.".into());
    }
    property
}

/// The server refuses fields that it doesn't know. What it sends stays open, because a later version
/// may send more.
fn close_requests(document: &mut Value) {
    let names = asked_for(document);
    each_operation(document, |_, operation| {
        if let Some(body) = operation.get_mut("requestBody") {
            each_schema(body, &mut close);
        }
    });
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for (_, schema) in schemas.into_iter().flatten().filter(|(name, _)| names.contains(*name)) {
        each_inner(schema, &mut close);
    }
}

/// The names of all schemas that a request can hold.
fn asked_for(document: &mut Value) -> BTreeSet<String> {
    let mut open = Vec::new();
    each_operation(document, |_, operation| {
        operation.get("requestBody").into_iter().for_each(|body| references(body, &mut open));
    });
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Some(schema) = document.pointer(&format!("/components/schemas/{name}"))
            && !found.contains(&name)
        {
            references(schema, &mut open);
            found.insert(name);
        }
    }
    found
}

/// Adds the names of the schemas that `value` refers to.
fn references(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            let reference = text(object, "$ref").and_then(|text| text.rsplit('/').next());
            names.extend(reference.map(str::to_owned));
            object.values().for_each(|inner| references(inner, names));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, names)),
        _ => {}
    }
}

fn close(schema: &mut Object) {
    let composed = ["allOf", "anyOf", "oneOf"].iter().any(|key| schema.contains_key(*key));
    if text(schema, "type") == Some("object") && !composed {
        schema.entry("additionalProperties").or_insert(Value::Bool(false));
    }
}
