//! Takes in the framework's document, in which one key can stand twice.
//!
//! Methods of one path that are written in two `impl` blocks give the path twice, and two variants
//! of a reply with one status give the status twice. A plain JSON reader keeps the last; this one
//! keeps both, so that no operation vanishes from the document.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The document in `text`, where objects under the same key are put together.
///
/// # Errors
/// When `text` isn't JSON.
pub fn read(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str::<Together>(text).map(|document| document.0)
}

struct Together(Value);

impl<'de> Deserialize<'de> for Together {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element::<Together>()? {
            array.push(item.0);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, Together(value))) = entries.next_entry::<String, Together>()? {
            match object.get_mut(&key) {
                Some(earlier) => join(earlier, value),
                None => {
                    object.insert(key, value);
                }
            }
        }
        Ok(Value::Object(object))
    }
}

/// Adds `later` to `earlier`: objects key by key, anything else is replaced.
fn join(earlier: &mut Value, later: Value) {
    match (earlier, later) {
        (Value::Object(earlier), Value::Object(later)) => {
            for (key, value) in later {
                match earlier.get_mut(&key) {
                    Some(known) => join(known, value),
                    None => {
                        earlier.insert(key, value);
                    }
                }
            }
        }
        (earlier, later) => *earlier = later,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn a_path_that_stands_twice_keeps_both_methods() {
        let text = r#"{"paths": {"/a": {"get": {"x": 1}}, "/b": {}, "/a": {"post": {"y": [2]}}}}"#;
        let expected = json!({"paths": {"/a": {"get": {"x": 1}, "post": {"y": [2]}}, "/b": {}}});
        assert_eq!(read(text).unwrap(), expected);
    }

    #[test]
    fn of_two_plain_values_the_later_one_counts() {
        let text = r#"{"a": 1, "a": null, "b": {"c": true}, "b": {"c": -1.5}}"#;
        assert_eq!(read(text).unwrap(), json!({"a": null, "b": {"c": -1.5}}));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        assert!(read("{").is_err());
    }
}
