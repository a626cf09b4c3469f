//! How signing in and the care of one's own account can refuse.

use crate::auth::activation_code::CodeError;
use crate::auth::password::{Busy, PasswordFault};
use crate::http::{ApiError, Common, Entry, FieldError, Invalid};
use crate::refusals;

refusals! {
    /// How signing in can refuse.
    pub enum SignInError {
        /// Login or password is wrong; which of them, and whether the login exists, isn't told.
        Wrong = 401 "auth.wrong",
            "登录名或密码不对，请检查后重试；忘记密码请找管理员重置。",
            "Wrong login or password. Check both, or ask the administrator for a reset.";
        /// The code was used, is void, has expired, or never existed; which isn't told.
        CodeRefused = 401 "auth.code_refused",
            "开通码不对、已用过或已过期，请让楼栋长重新打印户卡。",
            "The code is wrong, used or expired. Ask the building head for a new card.";
        /// An administrator has closed the account.
        Disabled = 401 "auth.disabled",
            "账号已停用，请联系社区。", "The account is disabled. Ask the community office.";
        /// Too many wrong attempts: a pause.
        Paused { wait_s: u32 } = 429 "auth.paused",
            "错误次数过多，请等 {wait_s} 秒再试。",
            "Too many wrong attempts. Wait {wait_s} seconds and try again.";
        /// The refresh token doesn't hold, or the session has ended.
        SessionOver = 401 "auth.session_over",
            "登录已失效，请重新登录。", "The session is over. Sign in again.";
        /// The old password is wrong.
        OldPassword = 422 "auth.old_password",
            "原密码不对，请重新输入。", "The old password is wrong. Type it again.";
        /// The account signs in with codes from the household card, not with a password.
        NoPassword = 409 "auth.no_password",
            "此账号用户卡开通码登录，没有密码。",
            "This account signs in with the household card and has no password.";
        /// The new password is the old one.
        PasswordSame = 422 "auth.password_same",
            "新密码不能与原密码相同。", "The new password is the old one. Choose another.";
        /// The password is on the list of common ones.
        PasswordCommon = 422 "auth.password_common",
            "这个密码太常见，请换成几个不相干的词。",
            "The password is too common. Use several unrelated words.";
        /// The password is made of names.
        PasswordName = 422 "auth.password_name",
            "密码里不要有登录名、姓名或小区名。",
            "Leave the login, your name and the site's name out of the password.";
        /// The password has too few kinds of characters.
        PasswordSimple = 422 "auth.password_simple",
            "密码须含大写字母、小写字母、数字、符号中的三种。",
            "Use three of these: capitals, small letters, digits, symbols.";
        /// The code has the wrong number of symbols.
        CodeLength = 422 "auth.code_length",
            "开通码共12位，请对照户卡重新输入。",
            "The code has 12 letters and digits. Compare with the card and type it again.";
        /// The code holds a sign that no code has.
        CodeSign { place: usize } = 422 "auth.code_sign",
            "第{place}个字符不是字母或数字，请只输入卡上印的字母和数字。",
            "Sign {place} is neither letter nor digit. Type only what the card shows.";
        /// A symbol of the code is mistyped.
        CodeCheck = 422 "auth.code_check",
            "有一位输错了，请对照户卡重新输入。",
            "One letter or digit is mistyped. Compare with the card and type it again.";
    }
}

impl SignInError {
    /// This refusal as the fault of one field.
    pub(crate) fn at(self, pointer: &str) -> FieldError {
        let error = ApiError::from(self);
        FieldError { pointer: pointer.to_owned(), entry: error.entry, gaps: error.gaps }
    }
}

/// A pause with its `Retry-After`.
pub(crate) fn paused(wait_s: u32) -> ApiError {
    ApiError::from(SignInError::Paused { wait_s }).retry_after_s(wait_s)
}

/// All faults of a new password, at `pointer`.
pub(crate) fn password_faults(pointer: &str, faults: Vec<PasswordFault>, invalid: &mut Invalid) {
    for fault in faults {
        let common = |common: Common, limit: usize| FieldError {
            pointer: pointer.to_owned(),
            entry: common.entry(),
            gaps: vec![("limit", limit.to_string())],
        };
        invalid.0.push(match fault {
            PasswordFault::TooShort { min } => common(Common::FieldTooShort, min),
            PasswordFault::TooLong { max } => common(Common::FieldTooLong, max),
            PasswordFault::Common => SignInError::PasswordCommon.at(pointer),
            PasswordFault::ContainsName => SignInError::PasswordName.at(pointer),
            PasswordFault::TooSimple => SignInError::PasswordSimple.at(pointer),
        });
    }
}

impl From<CodeError> for SignInError {
    fn from(error: CodeError) -> Self {
        let field = match error {
            CodeError::Length => Self::CodeLength,
            CodeError::Sign { place } => Self::CodeSign { place },
            CodeError::Check => Self::CodeCheck,
        };
        Self::Invalid(Invalid(vec![field.at("/code")]))
    }
}

impl From<Busy> for ApiError {
    fn from(_: Busy) -> Self {
        Self::from(Common::Unavailable).retry_after_s(2)
    }
}

/// The place in the catalogue of a fault in a line of text.
pub(crate) fn text_entry(fault: crate::text::TextFault) -> &'static Entry {
    use crate::text::TextFault;
    match fault {
        TextFault::Empty => Common::FieldEmpty.entry(),
        _ => Common::FieldCharacters.entry(),
    }
}
