//! Media types without parameters: JSON is UTF-8 anyway, and generators look for the bare name.

use serde_json::{Map, Value};

use super::walk::{Object, each_operation};

/// `application/json; charset=utf-8` becomes `application/json`, in requests and replies.
pub(super) fn strip_parameters(document: &mut Value) {
    each_operation(document, |_, operation| {
        if let Some(request) = operation.get_mut("requestBody").and_then(Value::as_object_mut) {
            strip(request);
        }
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        let responses = responses.into_iter().flat_map(Map::values_mut);
        responses.filter_map(Value::as_object_mut).for_each(strip);
    });
}

fn strip(holder: &mut Object) {
    let Some(content) = holder.get_mut("content").and_then(Value::as_object_mut) else { return };
    for (name, media) in std::mem::take(content) {
        let bare = name.split(';').next().unwrap_or_default().trim().to_owned();
        content.insert(bare, media);
    }
}
