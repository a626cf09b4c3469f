//! Values that no log, message or debug print ever shows.

use std::fmt;

use zeroize::Zeroizing;

use super::setting::Limit;
use super::value::{Fault, Raw, Value, Words, quoted};

/// A text that is shown as `[secret]` and wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself, for the one place that needs it. Never log it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[secret]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[secret]")
    }
}

impl Value for Secret {
    const SHOWN: bool = false;

    fn allowed(limit: Limit) -> Words {
        String::allowed(limit)
    }

    fn read(raw: &Raw, limit: Limit) -> Result<Self, Fault> {
        String::read(raw, limit).map(Self::new)
    }

    fn write(&self) -> String {
        quoted("[secret]")
    }
}
