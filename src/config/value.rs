//! How each type of setting is read from a source, checked against its limit, and written as TOML.

use std::path::PathBuf;

use super::setting::Limit;

/// A value as a source gives it, before its setting's type is known.
///
/// It has no `Debug`, since what it holds may be a secret.
#[derive(Clone)]
pub(crate) enum Raw {
    /// From the environment or the command line, where everything is text.
    Loose(String),
    /// A TOML string.
    Text(String),
    /// A TOML integer; one too large for any setting is held at the type's end.
    Whole(i128),
    /// A TOML boolean.
    Truth(bool),
    /// A TOML array.
    List(Vec<Raw>),
    /// Any other TOML value: no setting takes one.
    Other,
}

impl Raw {
    /// The text of a setting that is text.
    pub(super) fn text(&self) -> Result<&str, Fault> {
        match self {
            Self::Loose(text) | Self::Text(text) => Ok(text),
            _ => Err(Fault::Kind),
        }
    }

    /// The value as a refusal shows it, cut after 40 characters.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Loose(text) | Self::Text(text) => {
                let short: String = text.chars().take(40).collect();
                let more = if short.len() < text.len() { "…" } else { "" };
                format!("\"{}{more}\"", short.escape_debug())
            }
            Self::Whole(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
            Self::List(_) => "[…]".to_owned(),
            Self::Other => "…".to_owned(),
        }
    }
}

/// Why a value isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Another type, such as text where a number is wanted.
    Kind,
    /// The right type, outside the limit.
    Limit,
    /// The right type, written in a way that can't be understood.
    Form,
}

/// The same words in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(super) english: String,
    pub(super) chinese: String,
}

impl Words {
    pub(super) fn new(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self { english: english.into(), chinese: chinese.into() }
    }

    /// The words among which a choice is made.
    pub(super) fn one_of(words: &[&str]) -> Self {
        let quoted: Vec<_> = words.iter().map(|word| quoted(word)).collect();
        Self::new(quoted.join(" or "), quoted.join(" 或 "))
    }
}

/// A type that a setting can have.
pub(crate) trait Value: Sized {
    /// Whether a refusal and a log may show what was given. False for whatever may hold a secret.
    const SHOWN: bool = true;

    /// What may be written, as the end of "write …".
    fn allowed(limit: Limit) -> Words;

    /// Reads a value and checks it against its limit.
    fn read(raw: &Raw, limit: Limit) -> Result<Self, Fault>;

    /// The value in TOML.
    fn write(&self) -> String;
}

/// A TOML string. Control characters and quotes are escaped.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Refuses what can't be meant in a setting: control characters, and the mark that stands for
/// bytes which are no text.
pub(super) fn clean(text: &str) -> Result<&str, Fault> {
    if text.chars().any(|letter| letter.is_control() || letter == char::REPLACEMENT_CHARACTER) {
        return Err(Fault::Form);
    }
    Ok(text)
}

macro_rules! whole_numbers {
    ($($number:ty),+) => { $(
        impl Value for $number {
            fn allowed(limit: Limit) -> Words {
                match limit {
                    Limit::Range(least, most) => Words::new(
                        format!("a whole number from {least} to {most}"),
                        format!("{least} 至 {most} 的整数"),
                    ),
                    _ => Words::new("a whole number", "整数"),
                }
            }

            fn read(raw: &Raw, limit: Limit) -> Result<Self, Fault> {
                let number = match raw {
                    Raw::Whole(number) => *number,
                    Raw::Loose(text) => text.trim().parse().map_err(|_| Fault::Kind)?,
                    _ => return Err(Fault::Kind),
                };
                if !limit.holds(number) {
                    return Err(Fault::Limit);
                }
                Self::try_from(number).map_err(|_| Fault::Limit)
            }

            fn write(&self) -> String {
                self.to_string()
            }
        }
    )+ };
}

whole_numbers!(u16, u32, u64, i64, usize);

impl Value for bool {
    fn allowed(_: Limit) -> Words {
        Words::new("true or false", "true（是）或 false（否）")
    }

    fn read(raw: &Raw, _: Limit) -> Result<Self, Fault> {
        match raw {
            Raw::Truth(truth) => Ok(*truth),
            Raw::Loose(text) => text.trim().parse().map_err(|_| Fault::Kind),
            _ => Err(Fault::Kind),
        }
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Value for String {
    fn allowed(limit: Limit) -> Words {
        match limit {
            Limit::Range(least, most) => Words::new(
                format!("text of {least} to {most} characters"),
                format!("{least} 至 {most} 个字符的文本"),
            ),
            _ => Words::new("text", "文本"),
        }
    }

    fn read(raw: &Raw, limit: Limit) -> Result<Self, Fault> {
        let text = clean(raw.text()?)?;
        let length = i128::try_from(text.chars().count()).map_err(|_| Fault::Limit)?;
        if limit.holds(length) { Ok(text.to_owned()) } else { Err(Fault::Limit) }
    }

    fn write(&self) -> String {
        quoted(self)
    }
}

impl Value for PathBuf {
    fn allowed(_: Limit) -> Words {
        Words::new("a path of up to 1024 characters", "不超过 1024 个字符的路径")
    }

    fn read(raw: &Raw, _: Limit) -> Result<Self, Fault> {
        String::read(raw, Limit::Range(1, 1024)).map(Self::from)
    }

    fn write(&self) -> String {
        quoted(&self.to_string_lossy())
    }
}

/// Nothing is written `""`, since TOML has no word for it.
impl<T: Value> Value for Option<T> {
    const SHOWN: bool = T::SHOWN;

    fn allowed(limit: Limit) -> Words {
        let Words { english, chinese } = T::allowed(limit);
        Words::new(format!("{english}, or \"\" for none"), format!("{chinese}，或 \"\" 表示不设"))
    }

    fn read(raw: &Raw, limit: Limit) -> Result<Self, Fault> {
        match raw {
            Raw::Loose(text) | Raw::Text(text) if text.is_empty() => Ok(None),
            _ => T::read(raw, limit).map(Some),
        }
    }

    fn write(&self) -> String {
        self.as_ref().map_or_else(|| quoted(""), Value::write)
    }
}

/// In the environment and on the command line the items are separated by commas.
impl<T: Value> Value for Vec<T> {
    const SHOWN: bool = T::SHOWN;

    fn allowed(limit: Limit) -> Words {
        let Words { english, chinese } = T::allowed(Limit::Free);
        match limit {
            Limit::Range(least, most) => Words::new(
                format!("a list of {least} to {most}, each {english}"),
                format!("{least} 至 {most} 项的列表，每项为{chinese}"),
            ),
            _ => Words::new(format!("a list, each {english}"), format!("列表，每项为{chinese}")),
        }
    }

    fn read(raw: &Raw, limit: Limit) -> Result<Self, Fault> {
        let items: Vec<T> = match raw {
            Raw::List(items) => {
                items.iter().map(|item| T::read(item, Limit::Free)).collect::<Result<_, _>>()?
            }
            Raw::Loose(text) if text.trim().is_empty() => Vec::new(),
            Raw::Loose(text) => text
                .split(',')
                .map(|item| T::read(&Raw::Loose(item.trim().to_owned()), Limit::Free))
                .collect::<Result<_, _>>()?,
            _ => return Err(Fault::Kind),
        };
        let count = i128::try_from(items.len()).map_err(|_| Fault::Limit)?;
        if limit.holds(count) { Ok(items) } else { Err(Fault::Limit) }
    }

    fn write(&self) -> String {
        let items: Vec<_> = self.iter().map(Value::write).collect();
        format!("[{}]", items.join(", "))
    }
}
