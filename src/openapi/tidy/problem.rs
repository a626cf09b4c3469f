//! The common error replies: one schema (RFC 9457), one reply for each status.

use serde_json::{Map, Value, json};

use super::components::{ALWAYS, header_references};

/// The media type of every error.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// A common error reply.
pub(super) struct Problem {
    /// The HTTP status.
    pub(super) status: u16,
    /// The reply's name among the document's components.
    pub(super) name: &'static str,
    description: &'static str,
    code: &'static str,
    title: &'static str,
    detail: &'static str,
    headers: &'static [&'static str],
}

/// Every common error reply, by status.
pub(super) const PROBLEMS: [Problem; 14] = [
    row(
        400,
        "Malformed",
        "Not JSON, an unknown or doubled field, or a missing header.",
        ["request.malformed", "请求无法读取", "请求正文不是有效的 JSON。请检查后重新发送。"],
        &[],
    ),
    row(
        401,
        "Unauthenticated",
        "No valid access token, or credentials that aren't accepted.",
        ["auth.required", "请先登录", "登录已过期或未登录。请重新登录后再试。"],
        &["WWW-Authenticate"],
    ),
    row(
        403,
        "Forbidden",
        "The account holds the permission nowhere.",
        ["auth.forbidden", "没有权限", "您的账号没有这项权限。如有需要，请联系社区管理员。"],
        &[],
    ),
    row(
        404,
        "NotFound",
        "There is no such thing, or not where the caller may look.",
        ["not_found", "没有找到", "没有这条记录，或者不在您的管理范围内。"],
        &[],
    ),
    row(
        408,
        "TooSlow",
        "The request took too long to arrive.",
        ["request.too_slow", "请求超时", "网络较慢，请求没有按时送达。请重试。"],
        &[],
    ),
    row(
        409,
        "Conflict",
        "The state of the thing forbids it, or the same request is still running.",
        ["state.conflict", "当前不能这样做", "这条记录的状态已经改变。请刷新后再试。"],
        &["Retry-After"],
    ),
    row(
        412,
        "Stale",
        "Somebody else changed it; `errors` names the fields that differ.",
        ["edit.stale", "内容已被修改", "别人已经修改了这条记录。请刷新后再改。"],
        &["ETag"],
    ),
    row(
        413,
        "TooLarge",
        "The body is larger than 256 KiB, or an upload larger than 10 MiB.",
        ["request.too_large", "内容太大", "请求内容超过上限。请减少内容后重试。"],
        &[],
    ),
    row(
        415,
        "UnsupportedMedia",
        "The body has another media type, or is compressed.",
        ["request.media_type", "格式不支持", "不支持这种内容格式。请使用 JSON。"],
        &[],
    ),
    row(
        422,
        "Unacceptable",
        "Well-formed but not acceptable; `errors` names every wrong field.",
        ["request.unacceptable", "内容有误", "有的内容填写不正确。请按提示修改。"],
        &[],
    ),
    row(
        428,
        "VersionMissing",
        "An edit without `If-Match`.",
        ["edit.version_missing", "缺少版本", "修改时必须带上 If-Match。请先读取最新内容。"],
        &[],
    ),
    row(
        429,
        "TooManyRequests",
        "Too many requests in too little time.",
        ["rate.limited", "操作太频繁", "操作太频繁，请稍后再试。"],
        &["Retry-After"],
    ),
    row(
        500,
        "Failed",
        "A fault of the server; the trace id finds it in the log.",
        ["server.failed", "系统出错", "系统出了问题，已经记录。请稍后再试。"],
        &[],
    ),
    row(
        503,
        "Unavailable",
        "Starting, stopping, or a store is away; nothing was changed.",
        ["server.unavailable", "暂时不可用", "系统暂时不可用，没有做任何改动。请稍后再试。"],
        &["Retry-After"],
    ),
];

const fn row(
    status: u16,
    name: &'static str,
    description: &'static str,
    [code, title, detail]: [&'static str; 3],
    headers: &'static [&'static str],
) -> Problem {
    Problem { status, name, description, code, title, detail, headers }
}

impl Problem {
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
        let mut example = json!({
            "type": format!("urn:xinju:problem:{}", self.code),
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        });
        if let (412 | 422, Some(example)) = (self.status, example.as_object_mut()) {
            let field = json!({
                "pointer": "/note", "code": "text.too_long", "message": "最多 500 个字。",
            });
            example.insert("errors".to_owned(), json!([field]));
        }
        example
    }
}

/// The replies, by name.
pub(super) fn responses() -> Value {
    let named = |problem: &Problem| (problem.name.to_owned(), problem.response());
    Value::Object(PROBLEMS.iter().map(named).collect::<Map<_, _>>())
}

/// What an error looks like.
pub(super) fn schemas() -> Value {
    let code = "^[a-z0-9_]+(\\.[a-z0-9_]+)*$";
    let words = |text: &str| json!({"type": "string", "maxLength": 1000, "description": text});
    json!({
        "Problem": {
            "type": "object",
            "description": "An error, as RFC 9457 describes it. Decide by `code`; show `detail`.",
            "required": ["type", "title", "status", "code", "detail", "trace_id"],
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
