//! Puts the recorded examples in their places.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::examples::Examples;
use super::problem::{MEDIA_TYPE, problems};
use super::walk::{Object, each_operation, text};

/// Inserts the examples of each operation, and those of the common errors.
pub(super) fn insert(document: &mut Value, examples: &BTreeMap<String, Examples>) {
    each_operation(document, |_, operation| {
        let Some(found) = text(operation, "operationId").and_then(|name| examples.get(name)) else {
            return;
        };
        if let Some(request) = operation.get_mut("requestBody").and_then(Value::as_object_mut) {
            show(request, "application/json", found.request.as_ref());
        }
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flat_map(Map::iter_mut) {
            if status.starts_with('2')
                && let Some(response) = response.as_object_mut()
            {
                show(response, "application/json", found.response.as_ref());
            }
        }
    });
    for problem in problems() {
        let response = document.pointer_mut(&format!("/components/responses/{}", problem.name));
        if let Some(response) = response.and_then(Value::as_object_mut)
            && let Some(found) = examples.get(&format!("problem_{}", problem.status()))
        {
            show(response, MEDIA_TYPE, found.response.as_ref());
        }
    }
}

fn show(holder: &mut Object, media_type: &str, example: Option<&Value>) {
    let content = holder.get_mut("content").and_then(Value::as_object_mut);
    let media = content.and_then(|content| content.get_mut(media_type));
    if let (Some(media), Some(example)) = (media.and_then(Value::as_object_mut), example) {
        media.insert("example".to_owned(), example.clone());
    }
}
