//! Parts that many operations share: the headers, two request parameters, the error replies.

use serde_json::{Value, json};

use super::problem;
use super::walk::{Object, child};

/// Header and parameter that make a write safe to repeat.
pub(super) const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// Header and parameter that name the version an edit was made from.
pub(super) const IF_MATCH: &str = "If-Match";

/// On every reply.
pub(super) const ALWAYS: [&str; 4] =
    ["Access-Control-Allow-Origin", "RateLimit", "RateLimit-Policy", "trace-id"];

/// Adds all shared parts; a part of the same name that is there already stays.
pub(super) fn add(document: &mut Value) {
    let Some(components) = document.as_object_mut().and_then(|root| child(root, "components"))
    else {
        return;
    };
    for (section, parts) in [
        ("headers", headers()),
        ("parameters", parameters()),
        ("responses", problem::responses()),
        ("responses", not_modified()),
        ("schemas", problem::schemas()),
    ] {
        if let (Some(known), Value::Object(parts)) = (child(components, section), parts) {
            for (name, part) in parts {
                known.entry(name).or_insert(part);
            }
        }
    }
}

/// References to the headers of these names.
pub(super) fn header_references<'a>(names: impl IntoIterator<Item = &'a str>) -> Object {
    let reference = |name: &str| json!({"$ref": format!("#/components/headers/{name}")});
    names.into_iter().map(|name| (name.to_owned(), reference(name))).collect()
}

/// The reply to a reading whose `If-None-Match` names what the client has.
fn not_modified() -> Value {
    json!({"NotModified": {
        "description": "Nothing changed since the version named in `If-None-Match`.",
        "headers": header_references(ALWAYS.into_iter().chain(["ETag"])),
    }})
}

fn headers() -> Value {
    let text = |description: &str, pattern: &str, length_max: u32, example: &str| {
        json!({
            "description": description,
            "schema": {"type": "string", "pattern": pattern, "maxLength": length_max},
            "example": example,
        })
    };
    json!({
        "Access-Control-Allow-Origin": text(
            "The caller's web origin, when it is on the site's allow-list; absent otherwise.",
            r"^https?://[^\s/]+$", 255, "https://desk.xinju.test"),
        "ETag": text(
            "The version of what is returned. Send it back in `If-Match` to edit.",
            r#"^(W/)?"[!#-~]*"$"#, 130, "\"v7\""),
        "Idempotent-Replayed": {
            "description": "Present when this is the stored reply of an earlier request with the \
                same `Idempotency-Key`.",
            "schema": {"type": "string", "enum": ["true"]},
            "example": "true",
        },
        "RateLimit": text(
            "What is left of each quota: `r` requests within `t` seconds.",
            r"^[!-~ ]*$", 255, "\"address\";r=57;t=12"),
        "RateLimit-Policy": text(
            "The quotas: `q` requests within `w` seconds.",
            r"^[!-~ ]*$", 255, "\"address\";q=60;w=60"),
        "Retry-After": {
            "description": "Seconds to wait before the next try.",
            "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400},
            "example": 12,
        },
        "WWW-Authenticate": text(
            "How to sign in, and why a token was refused (RFC 6750).",
            r"^[!-~ ]*$", 255, "Bearer error=\"invalid_token\""),
        "trace-id": text(
            "Names this request in the server's log; the same as `trace_id` in an error.",
            "^[0-9a-f]{32}$", 32, "4bf92f3577b34da6a3ce929d0e0e4736"),
    })
}

fn parameters() -> Value {
    json!({
        IDEMPOTENCY_KEY: {
            "name": IDEMPOTENCY_KEY, "in": "header", "required": true,
            "description": "A UUID that the client makes and keeps before it sends. Repeated with \
                the same body within 30 days, the stored reply comes again, byte for byte, with \
                `Idempotent-Replayed: true`, and nothing happens twice. With another body: 422. \
                While the first is still running: 409 with `Retry-After`.",
            "schema": {"type": "string", "format": "uuid", "maxLength": 36},
            "example": "0193a1d2-7c4b-7e11-8f0a-5b6c7d8e9f01",
        },
        IF_MATCH: {
            "name": IF_MATCH, "in": "header", "required": true,
            "description": "The `ETag` of the version that the edit was made from. Missing: 428. \
                No longer the current one: 412.",
            "schema": {"type": "string", "pattern": r#"^(W/)?"[!#-~]*"$"#, "maxLength": 130},
            "example": "\"v7\"",
        },
    })
}
