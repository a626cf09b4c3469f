//! Takes out the components that nothing refers to.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Drops unused components, again and again, for one may be all that used another.
pub(super) fn drop_unused(document: &mut Value) {
    loop {
        let mut used = BTreeSet::new();
        collect(document, &mut used);
        let components = document.get_mut("components").and_then(Value::as_object_mut);
        let Some(components) = components else { return };
        let mut dropped = false;
        for (section, parts) in components.iter_mut() {
            if section == "securitySchemes" {
                continue;
            }
            if let Some(parts) = parts.as_object_mut() {
                let before = parts.len();
                parts.retain(|name, _| used.contains(&format!("#/components/{section}/{name}")));
                dropped |= parts.len() < before;
            }
        }
        components.retain(|_, parts| parts.as_object().is_none_or(|parts| !parts.is_empty()));
        if !dropped {
            return;
        }
    }
}

/// Collects the targets of all references, in `$ref` and in the mappings of discriminators.
fn collect(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
                used.insert(reference.to_owned());
            }
            let mapping = object.get("mapping").and_then(Value::as_object);
            let targets = mapping.into_iter().flat_map(Map::values).filter_map(Value::as_str);
            used.extend(targets.map(str::to_owned));
            object.values().for_each(|inner| collect(inner, used));
        }
        Value::Array(array) => array.iter().for_each(|inner| collect(inner, used)),
        _ => {}
    }
}
