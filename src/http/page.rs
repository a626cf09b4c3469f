//! Lists: a limit, an opaque signed cursor, and pages cut by key, never by offset.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use poem_openapi::Object;
use poem_openapi::types::{ParseFromJSON, ToJSON, Type};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use super::{ApiError, Common};
use crate::store::keys::Keys;

/// One page of a list.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Page<T: Type + ParseFromJSON + ToJSON + Send + Sync> {
    /// The page's items, in the order that the list names.
    #[oai(validator(max_items = 100))]
    pub items: Vec<T>,
    /// Hand this back as `cursor` to get the next page; absent on the last one.
    #[oai(skip_serializing_if_is_none, validator(max_length = 500))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How many items all pages hold together; only when asked for.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

/// How many items a page may hold.
#[derive(Clone, Copy, Debug)]
pub struct PageLimit(i64);

impl PageLimit {
    /// The number asked for, 20 when none was; 1 to 100.
    pub fn new(asked: Option<u32>) -> Result<Self, ApiError> {
        match asked.unwrap_or(20) {
            limit @ 1..=100 => Ok(Self(i64::from(limit))),
            _ => Err(Common::Parameter.into()),
        }
    }

    /// One more than fits, to see whether a next page exists.
    pub const fn probe(self) -> i64 {
        self.0 + 1
    }

    /// Cuts what the probe brought to a page, and makes the cursor from the last item kept.
    pub fn cut<T>(
        self,
        mut items: Vec<T>,
        cursor: impl FnOnce(&T) -> Result<String, ApiError>,
    ) -> Result<Page<T>, ApiError>
    where
        T: Type + ParseFromJSON + ToJSON + Send + Sync,
    {
        let keep = usize::try_from(self.0).unwrap_or(usize::MAX);
        let more = items.len() > keep;
        items.truncate(keep);
        let next_cursor = match items.last() {
            Some(last) if more => Some(cursor(last)?),
            _ => None,
        };
        Ok(Page { items, next_cursor, total: None })
    }
}

/// Where a list goes on: the last item's key, signed together with the list's name, so that a cursor
/// can't be made up or taken to another list.
#[derive(Debug)]
pub struct Cursor;

const TAG_BYTES: usize = 16;

impl Cursor {
    /// Writes a cursor for the list named `list`.
    pub fn write<K: Serialize>(keys: &Keys, list: &str, key: &K) -> Result<String, ApiError> {
        let text = serde_json::to_vec(key).map_err(|_| Common::Internal)?;
        let mut bytes = tag(keys, list, &text);
        bytes.extend_from_slice(&text);
        Ok(URL_SAFE_NO_PAD.encode(&bytes))
    }

    /// Reads a cursor of the list named `list`.
    pub fn read<K: DeserializeOwned>(
        keys: &Keys,
        list: &str,
        cursor: Option<&str>,
    ) -> Result<Option<K>, ApiError> {
        let Some(cursor) = cursor else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Common::Parameter)?;
        let (given, text) = bytes.split_at_checked(TAG_BYTES).ok_or(Common::Parameter)?;
        if tag(keys, list, text) != given {
            return Err(Common::Parameter.into());
        }
        Ok(Some(serde_json::from_slice(text).map_err(|_| Common::Parameter)?))
    }
}

fn tag(keys: &Keys, list: &str, text: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(keys.cursor_key()) else {
        return Vec::new();
    };
    mac.update(list.as_bytes());
    mac.update(&[0]);
    mac.update(text);
    let mut tag = mac.finalize().into_bytes().to_vec();
    tag.truncate(TAG_BYTES);
    tag
}
