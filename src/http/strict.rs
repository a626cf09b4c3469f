//! Reads JSON without mercy: one pass that refuses what other readers let through, such as
//! duplicate keys, control characters, deep nesting and long arrays (API-2, API-3).
//!
//! A fault says what is wrong and where, as an RFC 6901 pointer, and never repeats a value.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A key longer than this is not repeated in a pointer, which then ends at its object.
const POINTER_KEY_BYTES_MAX: usize = 64;

/// How large a JSON document's shape may be (API-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JsonLimits {
    /// Arrays and objects inside each other; a plain value has depth 0.
    pub depth_max: usize,
    /// Items of one array.
    pub items_max: usize,
}

impl Default for JsonLimits {
    fn default() -> Self {
        Self { depth_max: 32, items_max: 1_000 }
    }
}

/// What is wrong with a JSON document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JsonFaultKind {
    /// The bytes are not UTF-8.
    #[error("the body is not UTF-8")]
    NotUtf8,
    /// The text is not JSON, or something follows it.
    #[error("the body is not JSON")]
    Malformed,
    /// Arrays and objects lie too deep inside each other.
    #[error("the body is nested too deeply")]
    TooDeep,
    /// An array has too many items.
    #[error("an array has too many items")]
    TooManyItems,
    /// An object has the same key twice.
    #[error("a key appears twice")]
    DuplicateKey,
    /// A text or key holds a control character or a direction override.
    #[error("a text holds a control character")]
    ControlCharacter,
    /// A number is too large to be kept.
    #[error("a number is too large")]
    Number,
}

/// Why a JSON document was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct JsonFault {
    /// What is wrong.
    pub kind: JsonFaultKind,
    /// The nearest place as an RFC 6901 pointer; none when the whole document is at fault.
    pub pointer: Option<String>,
}

/// Parses one JSON document. Texts and keys of the result are in Unicode form NFC.
///
/// Whole numbers beyond `u64` are kept as `f64`, so that a field of an integer type refuses them.
pub fn strict_json(bytes: &[u8], limits: JsonLimits) -> Result<Value, JsonFault> {
    let whole = |kind| JsonFault { kind, pointer: None };
    let text = std::str::from_utf8(bytes).map_err(|_| whole(JsonFaultKind::NotUtf8))?;
    let mut walk = Walk { limits, depth: 0, path: Vec::new(), fault: None };
    let mut source = serde_json::Deserializer::from_str(text);
    let value = Node(&mut walk).deserialize(&mut source).map_err(|error| walk.fault(&error))?;
    source.end().map_err(|_| whole(JsonFaultKind::Malformed))?;
    Ok(value)
}

/// Whether a text may not hold this character: C0 without line feed and tab, DEL, C1, and the
/// direction overrides that make a text read differently from what it says.
pub fn is_forbidden(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

enum Step {
    Key(String),
    Item(usize),
}

struct Walk {
    limits: JsonLimits,
    depth: usize,
    path: Vec<Step>,
    fault: Option<JsonFaultKind>,
}

impl Walk {
    fn refuse<E: serde::de::Error>(&mut self, kind: JsonFaultKind) -> E {
        self.fault = Some(kind);
        E::custom(kind)
    }

    fn fault(&self, error: &serde_json::Error) -> JsonFault {
        let kind = self.fault.unwrap_or_else(|| {
            // serde_json has no code for this; its text is part of the tests below.
            if error.to_string().starts_with("number out of range") {
                JsonFaultKind::Number
            } else {
                JsonFaultKind::Malformed
            }
        });
        JsonFault { kind, pointer: Some(self.pointer()).filter(|pointer| !pointer.is_empty()) }
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) if key.len() > POINTER_KEY_BYTES_MAX => break,
                Step::Key(key) => {
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
                Step::Item(index) => {
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                }
            }
        }
        pointer
    }

    fn enter<E: serde::de::Error>(&mut self) -> Result<(), E> {
        if self.depth >= self.limits.depth_max {
            return Err(self.refuse(JsonFaultKind::TooDeep));
        }
        self.depth += 1;
        Ok(())
    }

    fn text<E: serde::de::Error>(&mut self, text: Cow<'_, str>) -> Result<String, E> {
        if text.chars().any(is_forbidden) {
            return Err(self.refuse(JsonFaultKind::ControlCharacter));
        }
        match is_nfc_quick(text.chars()) {
            IsNormalized::Yes => Ok(text.into_owned()),
            IsNormalized::No | IsNormalized::Maybe => Ok(text.nfc().collect()),
        }
    }
}

struct Node<'w>(&'w mut Walk);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        match Number::from_f64(value) {
            Some(number) => Ok(Value::Number(number)),
            None => Err(self.0.refuse(JsonFaultKind::Number)),
        }
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.0.text(Cow::Borrowed(text)).map(Value::String)
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Value, E> {
        self.0.text(Cow::Owned(text)).map(Value::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut source: A) -> Result<Value, A::Error> {
        let walk = self.0;
        walk.enter()?;
        let mut items = Vec::new();
        walk.path.push(Step::Item(0));
        while let Some(item) = source.next_element_seed(Node(&mut *walk))? {
            if items.len() >= walk.limits.items_max {
                walk.path.pop();
                return Err(walk.refuse(JsonFaultKind::TooManyItems));
            }
            items.push(item);
            walk.path.pop();
            walk.path.push(Step::Item(items.len()));
        }
        walk.path.pop();
        walk.depth -= 1;
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut source: A) -> Result<Value, A::Error> {
        let walk = self.0;
        walk.enter()?;
        let mut members = Map::new();
        while let Some(key) = source.next_key_seed(Key(&mut *walk))? {
            let is_known = members.contains_key(&key);
            walk.path.push(Step::Key(key));
            if is_known {
                return Err(walk.refuse(JsonFaultKind::DuplicateKey));
            }
            let value = source.next_value_seed(Node(&mut *walk))?;
            match walk.path.pop() {
                Some(Step::Key(key)) => members.insert(key, value),
                _ => return Err(A::Error::custom("the path lost its key")),
            };
        }
        walk.depth -= 1;
        Ok(Value::Object(members))
    }
}

struct Key<'w>(&'w mut Walk);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<String, D::Error> {
        source.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<String, E> {
        self.0.text(Cow::Borrowed(key))
    }

    fn visit_string<E: serde::de::Error>(self, key: String) -> Result<String, E> {
        self.0.text(Cow::Owned(key))
    }
}

#[cfg(test)]
mod tests;
