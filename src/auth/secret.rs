//! A text that must never be shown: a password or a code as somebody typed it.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// A secret text (密文口令) whose `Debug` shows nothing and whose memory is wiped when dropped.
///
/// It has no `Display`, no `Serialize` and no equality: comparing secrets is the hasher's work.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself; the name makes every use easy to find.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text in Unicode NFC, so that one password typed on two keyboards is the same bytes
    /// (RFC 8265, `OpaqueString`).
    pub fn composed(&self) -> Zeroizing<String> {
        // Reserving first keeps growth from leaving unwiped copies behind.
        let mut composed = Zeroizing::new(String::with_capacity(self.0.len().saturating_mul(3)));
        composed.extend(self.0.nfc());
        composed
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_is_never_shown() {
        assert_eq!(format!("{:?}", Secret::from("hunter2")), "Secret(…)");
    }

    #[test]
    fn two_spellings_of_one_letter_are_the_same_secret() {
        let composed = Secret::from("caf\u{e9}");
        let decomposed = Secret::from("cafe\u{301}");
        assert_eq!(composed.composed(), decomposed.composed());
    }
}
