//! How the service refuses: one error type, one catalogue of codes with texts in Chinese and English.
//!
//! Each context declares its refusals with [`refusals!`](crate::refusals); the status, the stable code
//! and both texts stand side by side there, and the problem layer turns them into
//! `application/problem+json` (RFC 9457) in the caller's language.

use poem::error::ResponseError;
use poem::http::StatusCode;

use crate::store::Fault;

/// A refusal as the catalogue knows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// HTTP status.
    pub status: u16,
    /// Stable code, dotted.
    pub code: &'static str,
    /// Plain Chinese; says what to do next. `{name}` is filled in.
    pub zh: &'static str,
    /// Plain English.
    pub en: &'static str,
}

/// What fills the gaps in an entry's text.
pub type Gaps = Vec<(&'static str, String)>;

/// One wrong field of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer into the body, or the parameter's name.
    pub pointer: String,
    /// What is wrong with it.
    pub entry: &'static Entry,
    /// What fills the text's gaps; never the submitted value.
    pub gaps: Gaps,
}

/// All wrong fields of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invalid(pub Vec<FieldError>);

impl Invalid {
    /// Notes that the field at `pointer` is wrong.
    pub fn add(&mut self, pointer: impl Into<String>, entry: &'static Entry) {
        self.0.push(FieldError { pointer: pointer.into(), entry, gaps: Gaps::new() });
    }

    /// Notes that the field at `pointer` is beyond `limit`.
    pub fn beyond(
        &mut self,
        pointer: impl Into<String>,
        entry: &'static Entry,
        limit: impl ToString,
    ) {
        let gaps = vec![("limit", limit.to_string())];
        self.0.push(FieldError { pointer: pointer.into(), entry, gaps });
    }

    /// Keeps the value of `result`, or notes its fault at `pointer`.
    pub fn keep<T, E: Into<&'static Entry>>(
        &mut self,
        pointer: impl Into<String>,
        result: Result<T, E>,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(fault) => {
                self.add(pointer, fault.into());
                None
            }
        }
    }

    /// `Ok` when nothing was noted.
    pub fn check(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl std::fmt::Display for Invalid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} fields are wrong", self.0.len())
    }
}

impl std::error::Error for Invalid {}

/// A text with its gaps filled.
pub(crate) fn filled(text: &str, gaps: &Gaps) -> String {
    gaps.iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// A refusal on its way to the client.
#[derive(Debug, thiserror::Error)]
#[error("{}", .entry.code)]
pub struct ApiError {
    /// Which refusal.
    pub entry: &'static Entry,
    /// What fills the text's gaps.
    pub gaps: Gaps,
    /// Every wrong field.
    pub errors: Vec<FieldError>,
    /// When trying again makes sense.
    pub retry_after_s: Option<u32>,
    /// What happened inside; logged, never sent.
    #[source]
    pub fault: Option<Fault>,
}

impl ApiError {
    /// A refusal without gaps.
    pub fn new(entry: &'static Entry) -> Self {
        Self { entry, gaps: Gaps::new(), errors: vec![], retry_after_s: None, fault: None }
    }

    /// A refusal whose text has gaps.
    pub fn with(entry: &'static Entry, gaps: Gaps) -> Self {
        Self { gaps, ..Self::new(entry) }
    }

    /// It makes sense to try again after this many seconds.
    #[must_use]
    pub fn retry_after_s(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }
}

impl ResponseError for ApiError {
    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.entry.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        use super::Common;
        if fault.is_passing() {
            let error = Self::new(Common::Unavailable.entry()).retry_after_s(1);
            return Self { fault: Some(fault), ..error };
        }
        Self { fault: Some(fault), ..Self::new(Common::Internal.entry()) }
    }
}

impl From<Fault> for poem::Error {
    fn from(fault: Fault) -> Self {
        ApiError::from(fault).into()
    }
}

impl From<sea_orm::DbErr> for ApiError {
    fn from(error: sea_orm::DbErr) -> Self {
        Fault::from(error).into()
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        Self { errors: invalid.0, ..Self::new(super::Common::Invalid.entry()) }
    }
}

/// Declares the refusals of one context: an error enum whose variants carry status, code and texts.
///
/// ```ignore
/// refusals! {
///     /// How points can refuse.
///     pub enum PointsError {
///         /// The household has fewer points than that.
///         NotEnough { balance: i64 } = 409 "points.not_enough",
///             "积分不够，现有 {balance} 分。", "Not enough points: {balance} left.";
///     }
/// }
/// ```
///
/// Every enum also has `Missing` (404, not in your area or absent), `Stale` (412), `Invalid` (422, all
/// wrong fields) and `Fault` (500 or 503), and converts into [`ApiError`] and `poem::Error`.
#[macro_export]
macro_rules! refusals {
    (
        $(#[$doc:meta])*
        pub enum $name:ident {
            $(
                $(#[$vdoc:meta])*
                $variant:ident $({ $($gap:ident : $type:ty),* $(,)? })?
                    = $status:literal $code:literal, $zh:literal, $en:literal;
            )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, thiserror::Error)]
        pub enum $name {
            $(
                $(#[$vdoc])*
                #[error($code)]
                $variant $({ $(
                    #[doc = "Fills the gap of the same name in the text."]
                    $gap: $type
                ),* })?,
            )*
            /// It is not in the caller's area, or it does not exist.
            #[error("request.not_found")]
            Missing,
            /// It changed since the caller read it; these fields differ.
            #[error("request.stale")]
            Stale(Vec<&'static str>),
            /// Fields of the request are wrong.
            #[error(transparent)]
            Invalid(#[from] $crate::http::Invalid),
            /// The machinery failed.
            #[error(transparent)]
            Fault(#[from] $crate::store::Fault),
        }

        impl $name {
            /// The catalogue of these refusals.
            pub const ENTRIES: &'static [$crate::http::Entry] = &[$(
                $crate::http::Entry { status: $status, code: $code, zh: $zh, en: $en },
            )*];
        }

        impl From<sea_orm::DbErr> for $name {
            fn from(error: sea_orm::DbErr) -> Self {
                Self::Fault(error.into())
            }
        }

        impl From<$name> for $crate::http::ApiError {
            fn from(error: $name) -> Self {
                use $crate::http::{ApiError, Common, Entry};
                match error {
                    $(
                        $name::$variant $({ $($gap),* })? => {
                            static ENTRY: Entry =
                                Entry { status: $status, code: $code, zh: $zh, en: $en };
                            ApiError::with(
                                &ENTRY,
                                vec![$($((stringify!($gap), $gap.to_string())),*)?],
                            )
                        }
                    )*
                    $name::Missing => ApiError::new(Common::NotFound.entry()),
                    $name::Stale(fields) => ApiError::with(
                        Common::Stale.entry(),
                        vec![("fields", fields.join(", "))],
                    ),
                    $name::Invalid(invalid) => invalid.into(),
                    $name::Fault(fault) => fault.into(),
                }
            }
        }

        impl From<$name> for poem::Error {
            fn from(error: $name) -> Self {
                Self::from($crate::http::ApiError::from(error))
            }
        }
    };
}
