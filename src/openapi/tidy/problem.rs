//! The common error replies: one schema (RFC 9457), one reply for each status.

use poem::http::StatusCode;
use serde_json::{Map, Value, json};

use super::components::{ALWAYS, header_references};
use crate::http::problem_layer::TYPE_BASE;
use crate::http::{Common, Entry};

/// The media type of every error.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// A common error reply: a refusal of the catalogue, which stands for all of its status.
pub(super) struct Problem {
    /// The reply's name among the document's components.
    pub(super) name: &'static str,
    entry: &'static Entry,
    description: &'static str,
    headers: &'static [&'static str],
}

/// Refusal, name, description and headers of every common error reply, by status.
type Row = (Common, &'static str, &'static str, &'static [&'static str]);

const MALFORMED: &str = "Not JSON, an unknown or doubled field, or a parameter or header that is \
    missing or has the wrong form.";

const ROWS: [Row; 14] = [
    (Common::Malformed, "Malformed", MALFORMED, &[]),
    (
        Common::SignIn,
        "Unauthenticated",
        "No valid access token, or credentials that aren't \
        accepted.",
        &["WWW-Authenticate"],
    ),
    (
        Common::Forbidden,
        "Forbidden",
        "The account holds the permission nowhere, or has to set a \
        new password first.",
        &[],
    ),
    (
        Common::NotFound,
        "NotFound",
        "There is no such thing, or not where the caller may look.",
        &[],
    ),
    (Common::SlowBody, "TooSlow", "The body took too long to arrive.", &[]),
    (
        Common::Conflict,
        "Conflict",
        "The state of the thing forbids it, or the same request is \
        still running.",
        &["Retry-After"],
    ),
    (Common::Stale, "Stale", "Somebody else changed it meanwhile; `detail` names the fields.", &[]),
    (
        Common::TooLarge,
        "TooLarge",
        "The body is larger than 256 KiB, or an upload larger than \
        10 MiB.",
        &[],
    ),
    (
        Common::MediaType,
        "UnsupportedMedia",
        "The body has another media type, or is \
        compressed.",
        &[],
    ),
    (
        Common::Invalid,
        "Unacceptable",
        "Readable but not acceptable; `errors` names every wrong \
        field.",
        &[],
    ),
    (Common::MatchMissing, "VersionMissing", "An edit without `If-Match`.", &[]),
    (Common::TooMany, "TooManyRequests", "Too many requests in too little time.", &["Retry-After"]),
    (Common::Internal, "Failed", "A fault of the server; the trace id finds it in the log.", &[]),
    (
        Common::Unavailable,
        "Unavailable",
        "Starting, stopping, busy, or a store is away; nothing \
        was changed.",
        &["Retry-After"],
    ),
];

/// Every common error reply, by status.
pub(super) fn problems() -> impl Iterator<Item = Problem> {
    ROWS.into_iter().map(|(refusal, name, description, headers)| Problem {
        name,
        entry: refusal.entry(),
        description,
        headers,
    })
}

impl Problem {
    /// The HTTP status.
    pub(super) fn status(&self) -> u16 {
        self.entry.status
    }

    fn response(&self) -> Value {
        json!({
            "description": self.description,
            "headers": header_references(ALWAYS.iter().chain(self.headers).copied()),
            "content": {MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": self.example(),
            }},
        })
    }

    fn example(&self) -> Value {
        let title = StatusCode::from_u16(self.status()).ok();
        let mut example = json!({
            "type": format!("{TYPE_BASE}{}", self.entry.code),
            "title": title.and_then(|status| status.canonical_reason()).unwrap_or("Error"),
            "status": self.status(),
            "code": self.entry.code,
            "detail": filled(self.entry),
            "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        });
        if let (422, Some(example)) = (self.status(), example.as_object_mut()) {
            let entry = Common::FieldTooLong.entry();
            let field = json!({
                "pointer": "/note", "code": entry.code, "message": filled(entry),
            });
            example.insert("errors".to_owned(), json!([field]));
        }
        example
    }
}

/// The Chinese text with its gaps filled, as an example.
fn filled(entry: &Entry) -> String {
    let limit = if entry.status == 413 { "262144" } else { "500" };
    entry.zh.replace("{fields}", "phone, rooms").replace("{limit}", limit)
}

/// The replies, by name.
pub(super) fn responses() -> Value {
    let named = |problem: Problem| (problem.name.to_owned(), problem.response());
    Value::Object(problems().map(named).collect::<Map<_, _>>())
}

/// What an error looks like.
pub(super) fn schemas() -> Value {
    let code = "^[a-z0-9_]+(\\.[a-z0-9_]+)*$";
    let words = |text: &str| json!({"type": "string", "maxLength": 1000, "description": text});
    json!({
        "Problem": {
            "type": "object",
            "description": "An error, as RFC 9457 describes it. Decide by `code`; show `detail`.",
            "required": ["type", "title", "status", "code", "detail"],
            "properties": {
                "type": {"type": "string", "format": "uri-reference", "maxLength": 255,
                    "description": "Names the kind of error; the same for every one of its kind."},
                "title": words("The kind of error in a few words."),
                "status": {"type": "integer", "format": "int32", "minimum": 400, "maximum": 599,
                    "description": "The HTTP status."},
                "code": {"type": "string", "maxLength": 100, "pattern": code,
                    "description": "The stable name of the error, for programs."},
                "detail": words("What is wrong and what to do next, in plain words: Chinese, or \
                    English with `Accept-Language: en`."),
                "trace_id": {"type": "string", "maxLength": 32, "pattern": "^[0-9a-f]{32}$",
                    "description": "Names the request in the server's log."},
                "errors": {"type": "array", "maxItems": 1000,
                    "description": "Every wrong field.",
                    "items": {"$ref": "#/components/schemas/ProblemField"}},
            },
        },
        "ProblemField": {
            "type": "object",
            "description": "One wrong field of a request.",
            "required": ["pointer", "code", "message"],
            "properties": {
                "pointer": {"type": "string", "maxLength": 1000, "pattern": "^(/[^/]*)*$",
                    "description": "Where the field is in the body (a JSON pointer), or the name \
                        of a parameter after a slash."},
                "code": {"type": "string", "maxLength": 100, "pattern": code,
                    "description": "The stable name of what is wrong."},
                "message": words("What is wrong and what to do next."),
            },
        },
    })
}
