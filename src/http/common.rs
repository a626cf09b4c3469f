//! The refusals that every operation shares, with their texts.

use super::{ApiError, Entry};

macro_rules! common {
    ($($(#[$doc:meta])* $name:ident = $status:literal $code:literal, $zh:literal, $en:literal;)*) => {
        /// A refusal that any operation can give.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Common {
            $($(#[$doc])* $name,)*
        }

        impl Common {
            /// All of them.
            pub const ENTRIES: &'static [Entry] =
                &[$(Entry { status: $status, code: $code, zh: $zh, en: $en },)*];

            /// Its place in the catalogue.
            pub fn entry(self) -> &'static Entry {
                match self {
                    $(Self::$name => {
                        static ENTRY: Entry =
                            Entry { status: $status, code: $code, zh: $zh, en: $en };
                        &ENTRY
                    })*
                }
            }
        }
    };
}

common! {
    /// The body is not JSON, or breaks a rule of form.
    Malformed = 400 "request.malformed",
        "请求格式不对，请检查后重新发送。",
        "The request is malformed. Check its form and send it again.";
    /// A parameter of path, query or header is missing or has the wrong form.
    Parameter = 400 "request.parameter",
        "请求参数缺失或格式不对。",
        "A parameter is missing or has the wrong form.";
    /// A write came without its key.
    KeyMissing = 400 "request.key_missing",
        "缺少 Idempotency-Key（UUID）。请为每次写入生成一个并在重试时保持不变。",
        "Idempotency-Key (a UUID) is missing. Make one per write and keep it when you retry.";
    /// The same field stands twice.
    Duplicate = 400 "request.duplicate_field",
        "同一个字段出现了两次。", "The same field stands twice.";
    /// A field that this operation does not know.
    Unknown = 400 "request.unknown_field",
        "有不认识的字段；这里可用的字段：{known}。",
        "There is a field that is unknown here. Known fields: {known}.";
    /// Too deep, too many items, or a number out of range.
    TooComplex = 400 "request.too_complex",
        "内容嵌套过深、条目过多或数字过大。",
        "The content is nested too deeply, has too many items or too large a number.";
    /// Control characters or text that is not UTF-8.
    Characters = 400 "request.characters",
        "文字中含有不允许的控制字符。", "The text holds control characters.";
    /// No token, or one that does not hold.
    SignIn = 401 "auth.sign_in",
        "请先登录。", "Sign in first.";
    /// The token is past its time.
    Expired = 401 "auth.expired",
        "登录已过期，请刷新后重试。", "The access token has expired. Refresh it and try again.";
    /// The account has to set a new password before anything else.
    PasswordDue = 403 "auth.password_due",
        "请先修改密码。", "Set a new password first.";
    /// The caller holds the permission nowhere.
    Forbidden = 403 "auth.forbidden",
        "您没有这项权限。", "You do not hold the permission for this.";
    /// Not in the caller's area, or absent.
    NotFound = 404 "request.not_found",
        "没有找到，或不在您的管理范围内。", "Not found, or not in your area.";
    /// The path knows other methods.
    Method = 405 "request.method",
        "该地址不支持这种操作。", "This address does not know the method.";
    /// The body did not arrive in time.
    SlowBody = 408 "request.slow",
        "内容没有及时收到，请检查网络后重试。",
        "The body did not arrive in time. Check the network and try again.";
    /// A write with the same key is still under way.
    Busy = 409 "request.in_progress",
        "同一次写入正在处理，请稍后重试。", "The same write is under way. Try again in a moment.";
    /// Something with the same id or number is there already.
    Conflict = 409 "request.conflict",
        "与已有记录冲突，请刷新后再试。",
        "This conflicts with something that is there already. Reload and try again.";
    /// The resource changed since it was read.
    Stale = 412 "request.stale",
        "记录已被他人修改（{fields}），请刷新后再改。",
        "It was changed meanwhile ({fields}). Reload it and edit again.";
    /// The body is larger than allowed.
    TooLarge = 413 "request.too_large",
        "内容太大，最多 {limit} 字节。", "The content is too large: at most {limit} bytes.";
    /// The media type is not the one that the operation takes, or the body is compressed.
    MediaType = 415 "request.media_type",
        "内容类型不对，或内容被压缩。", "Wrong media type, or a compressed body.";
    /// Fields are wrong.
    Invalid = 422 "request.invalid",
        "有些内容填得不对，请按提示修改。", "Some fields are not acceptable; see `errors`.";
    /// The key was used for another request.
    KeyReused = 422 "request.key_reused",
        "这个 Idempotency-Key 已用于另一个请求，请换一个。",
        "This Idempotency-Key was used for another request. Make a new one.";
    /// The request must name the version that it edits.
    MatchMissing = 428 "request.if_match_missing",
        "缺少 If-Match，请先读取记录再修改。",
        "If-Match is missing. Read the resource first and send its ETag.";
    /// Too many requests.
    TooMany = 429 "request.too_many",
        "操作太频繁，请稍后再试。", "Too many requests. Try again later.";
    /// Too many event streams are open.
    Streams = 429 "request.too_many_streams",
        "实时通知的连接已满，请改为定时刷新。",
        "Too many event streams are open. Ask again every few seconds instead.";
    /// The header section is too large.
    HeaderTooLarge = 431 "request.header_too_large",
        "请求头太大。", "The request header is too large.";
    /// Something broke inside.
    Internal = 500 "server.internal",
        "系统出错，已记录。请稍后重试，或把编号告诉工作人员。",
        "Something went wrong and was recorded. Try again later or report the trace id.";
    /// Busy, or something that the service needs is away.
    Unavailable = 503 "server.unavailable",
        "系统繁忙，请稍后重试。", "The service is busy. Try again in a moment.";
    /// The disk is nearly full.
    DiskFull = 503 "server.disk_full",
        "服务器磁盘快满了，暂时只能查看、不能保存，请联系管理员清理磁盘。",
        "The server's disk is nearly full: reading goes on, saving does not. \
         Ask the administrator to make room.";
    /// A field has the wrong type.
    FieldType = 422 "field.type",
        "类型不对，应为 {expected}。", "Wrong type: {expected} is expected.";
    /// A field is missing.
    FieldMissing = 422 "field.missing",
        "必填。", "This field is required.";
    /// A field is too long.
    FieldTooLong = 422 "field.too_long",
        "太长，最多 {limit}。", "Too long: at most {limit}.";
    /// A field is too short.
    FieldTooShort = 422 "field.too_short",
        "太短，至少 {limit}。", "Too short: at least {limit}.";
    /// A number is too large.
    FieldTooLarge = 422 "field.too_large",
        "太大，最大 {limit}。", "Too large: at most {limit}.";
    /// A number is too small.
    FieldTooSmall = 422 "field.too_small",
        "太小，最小 {limit}。", "Too small: at least {limit}.";
    /// A field is not one of the allowed values.
    FieldChoice = 422 "field.choice",
        "只能是其中之一：{allowed}。", "One of these is expected: {allowed}.";
    /// A field does not have the form that it must have.
    FieldForm = 422 "field.form",
        "格式不对，应为 {expected}。", "Wrong form: {expected} is expected.";
    /// A field is empty.
    FieldEmpty = 422 "field.empty",
        "不能为空。", "This field must not be empty.";
    /// A field names something that is not there or not in the caller's area.
    FieldUnknown = 422 "field.unknown_reference",
        "没有找到对应的记录。", "It names something that is not found in your area.";
    /// A field holds characters that it must not hold.
    FieldCharacters = 422 "field.characters",
        "含有不允许的字符。", "It holds characters that are not allowed.";
}

impl From<Common> for ApiError {
    fn from(common: Common) -> Self {
        Self::new(common.entry())
    }
}

impl From<Common> for poem::Error {
    fn from(common: Common) -> Self {
        ApiError::from(common).into()
    }
}

impl From<Common> for &'static Entry {
    fn from(common: Common) -> Self {
        common.entry()
    }
}
