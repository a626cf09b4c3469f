//! What a setting is, and the table syntax in which the sections list theirs.
//!
//! One line of a [`settings!`] table gives a setting's name, type, default, limit and meaning in
//! both languages. The struct field and its documentation, the reading, the checking and the
//! example file all come from that line.

use std::ops::{RangeFull, RangeInclusive};

use super::value::Value;

/// What the type alone doesn't say about the values that are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Whatever the type can hold.
    Free,
    /// Both ends included: of a number itself, of a text's characters, of a list's items.
    Range(u64, u64),
    /// The schemes that an address may begin with.
    Schemes(&'static [&'static str]),
}

impl Limit {
    /// Whether a number, a count of characters or a count of items lies within.
    pub(super) fn holds(self, amount: i128) -> bool {
        match self {
            Self::Range(least, most) => (i128::from(least)..=i128::from(most)).contains(&amount),
            Self::Free | Self::Schemes(_) => true,
        }
    }
}

impl From<RangeFull> for Limit {
    fn from(_: RangeFull) -> Self {
        Self::Free
    }
}

impl From<RangeInclusive<u64>> for Limit {
    fn from(range: RangeInclusive<u64>) -> Self {
        Self::Range(*range.start(), *range.end())
    }
}

impl<const N: usize> From<&'static [&'static str; N]> for Limit {
    fn from(schemes: &'static [&'static str; N]) -> Self {
        Self::Schemes(schemes)
    }
}

/// One setting as its section's table states it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// Dotted, as in the file: `server.cors.origins`.
    pub(super) path: &'static str,
    /// The last part of the path.
    pub(super) name: &'static str,
    pub(super) limit: Limit,
    pub(super) english: &'static str,
    pub(super) chinese: &'static str,
}

/// The environment variable of a setting: `XINJU__SERVER__LISTEN` for `server.listen`.
pub(super) fn variable(path: &str) -> String {
    format!("XINJU__{}", path.to_uppercase().replace('.', "__"))
}

/// One section of the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    pub(super) path: &'static str,
    pub(super) english: &'static str,
    pub(super) chinese: &'static str,
}

/// Something that goes through all sections and settings, in the order of the example file.
pub(crate) trait Walk {
    /// A section begins.
    fn section(&mut self, section: Section);
    /// A setting of that section; what comes back becomes its value.
    fn setting<T: Value>(&mut self, setting: Setting, default: T) -> T;
}

/// States a section: its struct, its path, what it is about in both languages, its settings, and
/// the sections within it.
macro_rules! settings {
    (
        $section:ident, $path:literal, $title:literal, $chinese_title:literal;
        { $( $field:ident: $kind:ty = $default:expr, $limit:expr,
             $english:literal, $chinese:literal; )* }
        { $( $inner:ident: $inner_section:ident ),* }
    ) => {
        #[doc = concat!("`[", $path, "]`: ", $title, ".")]
        #[doc = ""]
        #[doc = $chinese_title]
        #[derive(Debug, Clone, PartialEq)]
        pub struct $section {
            $(
                #[doc = $english]
                #[doc = ""]
                #[doc = $chinese]
                pub $field: $kind,
            )*
            $(
                #[doc = concat!("`[", $path, ".", stringify!($inner), "]`")]
                pub $inner: $inner_section,
            )*
        }

        impl $section {
            pub(in crate::config) fn walk(
                by: &mut impl $crate::config::setting::Walk,
            ) -> Self {
                by.section($crate::config::setting::Section {
                    path: $path,
                    english: $title,
                    chinese: $chinese_title,
                });
                Self {
                    $( $field: by.setting::<$kind>(
                        $crate::config::setting::Setting {
                            path: concat!($path, ".", stringify!($field)),
                            name: stringify!($field),
                            limit: $crate::config::setting::Limit::from($limit),
                            english: $english,
                            chinese: $chinese,
                        },
                        $default,
                    ), )*
                    $( $inner: $inner_section::walk(by), )*
                }
            }
        }
    };
}

/// An enum whose variants are the words that a setting may be.
macro_rules! choices {
    (
        $(#[$outer:meta])*
        $name:ident { $( $(#[$inner:meta])* $variant:ident = $word:literal ),+ $(,)? }
    ) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $( $(#[$inner])* $variant, )+
        }

        impl $name {
            /// The word that the configuration uses.
            pub fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl $crate::config::value::Value for $name {
            fn allowed(_: $crate::config::setting::Limit) -> $crate::config::value::Words {
                $crate::config::value::Words::one_of(&[$($word),+])
            }

            fn read(
                raw: &$crate::config::value::Raw,
                _: $crate::config::setting::Limit,
            ) -> Result<Self, $crate::config::value::Fault> {
                match raw.text()? {
                    $( $word => Ok(Self::$variant), )+
                    _ => Err($crate::config::value::Fault::Limit),
                }
            }

            fn write(&self) -> String {
                $crate::config::value::quoted(self.word())
            }
        }
    };
}

pub(super) use {choices, settings};
