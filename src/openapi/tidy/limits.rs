//! Limits that the server has anyway, declared where an endpoint declares none of its own.

use serde_json::{Map, Value};

use super::walk::{Object, each_operation, each_schema, text};

/// Text can't be longer than the body it comes in: 256 KiB.
const TEXT_LENGTH_MAX: u64 = 256 * 1024;
/// What fits in an address or a header on every way through the network.
const LINE_LENGTH_MAX: u64 = 2_048;
/// Uploads: 10 MiB.
const UPLOAD_LENGTH_MAX: u64 = 10 * 1024 * 1024;
/// No array has more items.
const ITEMS_MAX: u64 = 1_000;
/// Integers beyond this lose digits in JavaScript.
const INTEGER_MAX: i64 = 9_007_199_254_740_991;
/// No control characters but tab and line ends.
const TEXT_PATTERN: &str = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$";

/// Declares a limit on every string, integer and array that has none.
pub(super) fn declare(document: &mut Value) {
    each_operation(document, |_, operation| {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        parameters.into_iter().flatten().for_each(line);
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for response in responses.into_iter().flat_map(Map::values_mut) {
            let headers = response.get_mut("headers").and_then(Value::as_object_mut);
            headers.into_iter().flat_map(Map::values_mut).for_each(line);
        }
    });
    each_schema(document, &mut |schema| match text(schema, "type") {
        Some("string") => string(schema),
        Some("integer") => integer(schema),
        Some("array") => array(schema),
        _ => {}
    });
}

/// Limits the text of a parameter or a header.
fn line(holder: &mut Value) {
    let schema = holder.get_mut("schema").and_then(Value::as_object_mut);
    if let Some(schema) = schema
        && text(schema, "type") == Some("string")
        && !schema.contains_key("format")
        && !schema.contains_key("enum")
    {
        schema.entry("maxLength").or_insert(LINE_LENGTH_MAX.into());
    }
}

fn string(schema: &mut Object) {
    if schema.contains_key("enum") {
        return;
    }
    let length_max = match text(schema, "format") {
        Some("uuid") => 36,
        Some("date") => 10,
        Some("date-time") => 35,
        Some("ipv4" | "ipv6") => 45,
        Some("password") => 128,
        Some("email") => 254,
        Some("uri") => LINE_LENGTH_MAX,
        Some("binary" | "byte" | "base64") => UPLOAD_LENGTH_MAX,
        _ => TEXT_LENGTH_MAX,
    };
    schema.entry("maxLength").or_insert(length_max.into());
    if !schema.contains_key("format") {
        schema.entry("pattern").or_insert(TEXT_PATTERN.into());
    }
}

/// The standard knows two formats of integers, the framework eight.
fn integer(schema: &mut Object) {
    let (format, minimum, maximum) = match text(schema, "format") {
        Some("int8") => ("int32", i8::MIN.into(), i8::MAX.into()),
        Some("int16") => ("int32", i16::MIN.into(), i16::MAX.into()),
        Some("int32") => ("int32", i32::MIN.into(), i32::MAX.into()),
        Some("uint8") => ("int32", 0, u8::MAX.into()),
        Some("uint16") => ("int32", 0, u16::MAX.into()),
        Some("uint32") => ("int64", 0, u32::MAX.into()),
        Some("uint64") => ("int64", 0, INTEGER_MAX),
        _ => ("int64", -INTEGER_MAX, INTEGER_MAX),
    };
    schema.insert("format".to_owned(), format.into());
    schema.entry("minimum").or_insert(Value::from(minimum));
    schema.entry("maximum").or_insert(Value::from(maximum));
}

fn array(schema: &mut Object) {
    schema.entry("maxItems").or_insert(ITEMS_MAX.into());
    if text(schema, "format") == Some("event-stream") {
        schema.remove("format");
    }
}
