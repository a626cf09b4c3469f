//! Field sealing and blind indexes (字段加密): what the database alone must not reveal.
//!
//! A sealed field is AES-256-GCM-SIV (RFC 8452) over the text, bound to its table, column and row,
//! so that a ciphertext copied to another place doesn't open there. It names the key that sealed
//! it: keys rotate while the service runs, and rows are sealed anew one by one. A blind index is a
//! keyed hash that finds equal values without opening them. Lengths stay visible.

use std::fmt;

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;
use uuid::Uuid;

use super::keys::Keys;

const FORMAT: &str = "s1";
const NONCE_BYTES: usize = 12;
const INDEX_BYTES: usize = 16;

/// Where a sealed field lives; it opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The table's name.
    pub table: &'a str,
    /// The column's name.
    pub column: &'a str,
    /// The row's id.
    pub row: Uuid,
}

impl Place<'_> {
    /// The place as bytes that no other place shares: each name is preceded by its length.
    fn associated_data(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        for part in [FORMAT.as_bytes(), self.table.as_bytes(), self.column.as_bytes()] {
            append(&mut bytes, part);
        }
        append(&mut bytes, self.row.as_bytes());
        bytes
    }
}

/// A sealed text as it is stored: `s1.<key id>.<base64url of nonce and ciphertext>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(String);

impl Sealed {
    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text to store.
    pub fn into_string(self) -> String {
        self.0
    }

    /// The number of its key and its nonce with the ciphertext; `None` when it isn't a sealed text.
    fn parts(&self) -> Option<(u32, &str)> {
        let mut parts = self.0.split('.');
        let (format, id, body) = (parts.next()?, parts.next()?, parts.next()?);
        let id = id.parse().ok()?;
        (format == FORMAT && parts.next().is_none()).then_some((id, body))
    }
}

impl From<String> for Sealed {
    fn from(stored: String) -> Self {
        Self(stored)
    }
}

/// Why a field can't be sealed or opened. It never quotes the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// The stored text isn't a sealed one.
    #[error(
        "The stored text isn't a sealed field. Look at the row: it was written by other means."
    )]
    NotSealed,
    /// The key isn't in the key file.
    #[error("Sealing key {0} isn't in the key file. Restore the key file that holds it.")]
    UnknownKey(u32),
    /// The text was changed, or moved from another row or column.
    #[error("The sealed field was altered or moved from another place. Restore it from a backup.")]
    Altered,
    /// The text can't be sealed: no random bytes, or it is beyond all limits.
    #[error(
        "The field can't be sealed: the system gives no random bytes, or the text is too long."
    )]
    CannotSeal,
}

/// Seals and opens fields, and computes blind indexes.
#[derive(Clone)]
pub struct Seal {
    ciphers: Vec<(u32, Aes256GcmSiv)>,
    index: Hmac<Sha256>,
}

impl Seal {
    /// Takes the sealing and index keys.
    pub fn new(keys: &Keys) -> Self {
        let cipher = |bytes: &[u8; 32]| Aes256GcmSiv::new(bytes.into());
        Self {
            ciphers: keys
                .sealing_keys()
                .iter()
                .map(|key| (key.id(), cipher(key.bytes())))
                .collect(),
            index: <Hmac<Sha256> as KeyInit>::new(&index_key_block(keys.index_key()).into()),
        }
    }

    /// Seals `plain` for `place` with the newest key.
    pub fn seal(&self, place: Place<'_>, plain: &str) -> Result<Sealed, SealFault> {
        let (id, cipher) = self.ciphers.first().ok_or(SealFault::CannotSeal)?;
        let mut body = vec![0; NONCE_BYTES];
        SysRng.try_fill_bytes(&mut body).map_err(|_| SealFault::CannotSeal)?;
        let nonce = Nonce::try_from(body.as_slice()).map_err(|_| SealFault::CannotSeal)?;
        let associated = place.associated_data();
        let payload = Payload { msg: plain.as_bytes(), aad: &associated };
        body.extend(cipher.encrypt(&nonce, payload).map_err(|_| SealFault::CannotSeal)?);
        Ok(Sealed(format!("{FORMAT}.{id}.{}", URL_SAFE_NO_PAD.encode(body))))
    }

    /// Opens what was sealed for the same `place`, with whichever key sealed it.
    pub fn open(&self, place: Place<'_>, sealed: &Sealed) -> Result<String, SealFault> {
        let (id, body) = sealed.parts().ok_or(SealFault::NotSealed)?;
        let known = self.ciphers.iter().find(|(known, _)| *known == id);
        let (_, cipher) = known.ok_or(SealFault::UnknownKey(id))?;
        let body = URL_SAFE_NO_PAD.decode(body).map_err(|_| SealFault::Altered)?;
        let (nonce, ciphertext) = body.split_at_checked(NONCE_BYTES).ok_or(SealFault::Altered)?;
        let nonce = Nonce::try_from(nonce).map_err(|_| SealFault::Altered)?;
        let associated = place.associated_data();
        let payload = Payload { msg: ciphertext, aad: &associated };
        let plain = cipher.decrypt(&nonce, payload).map_err(|_| SealFault::Altered)?;
        String::from_utf8(plain).map_err(|_| SealFault::Altered)
    }

    /// Whether the field isn't under the newest key: open it and seal it again. True as well for a
    /// text that isn't sealed at all, so that a sweep meets it and reports it.
    pub fn needs_resealing(&self, sealed: &Sealed) -> bool {
        let newest = self.ciphers.first().map(|(id, _)| *id);
        sealed.parts().map(|(id, _)| id) != newest
    }

    /// The blind index of a value: 32 hex digits, equal for equal values of one domain.
    ///
    /// `normal` is the value in its one normal form (see the `text` module); `domain` names the
    /// kind of value, such as `id_number`, so that equal texts of two kinds aren't recognised as
    /// equal.
    pub fn blind_index(&self, domain: &'static str, normal: &str) -> String {
        let mut message = Vec::with_capacity(64);
        append(&mut message, domain.as_bytes());
        append(&mut message, normal.as_bytes());
        let digest = self.index.clone().chain_update(message).finalize().into_bytes();
        hex::encode(digest.get(..INDEX_BYTES).unwrap_or_default())
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<u32> = self.ciphers.iter().map(|(id, _)| *id).collect();
        formatter.debug_struct("Seal").field("keys", &ids).finish_non_exhaustive()
    }
}

/// HMAC pads a key shorter than its block with zeros (RFC 2104); done here because the block-sized
/// constructor is the one that can't fail.
fn index_key_block(key: &[u8; 32]) -> [u8; 64] {
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    block
}

/// Appends the length of `part` and `part`.
fn append(bytes: &mut Vec<u8>, part: &[u8]) {
    bytes.extend(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
    bytes.extend(part);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Keys, Place, Seal, SealFault, Sealed};

    const PLACE: Place<'static> =
        Place { table: "person", column: "id_number", row: Uuid::from_u128(7) };
    const PLAIN: &str = "53010219900307002X";

    fn seal() -> Seal {
        Seal::new(&Keys::for_tests(1))
    }

    #[test]
    fn what_is_sealed_opens_in_its_place() {
        let sealed = seal().seal(PLACE, PLAIN).unwrap();
        assert!(sealed.as_str().starts_with("s1.1."));
        assert!(!sealed.as_str().contains(PLAIN));
        let stored = Sealed::from(sealed.into_string());
        assert_eq!(seal().open(PLACE, &stored).unwrap(), PLAIN);
    }

    #[test]
    fn it_opens_in_no_other_place() {
        let sealed = seal().seal(PLACE, PLAIN).unwrap();
        let elsewhere = [
            Place { row: Uuid::from_u128(8), ..PLACE },
            Place { column: "phone", ..PLACE },
            Place { table: "household", ..PLACE },
            Place { table: "personi", column: "d_number", ..PLACE },
        ];
        for place in elsewhere {
            assert_eq!(seal().open(place, &sealed), Err(SealFault::Altered));
        }
    }

    #[test]
    fn equal_values_look_different_each_time() {
        let seal = seal();
        let sealed: HashSet<_> =
            (0..100).map(|_| seal.seal(PLACE, PLAIN).unwrap().into_string()).collect();
        assert_eq!(sealed.len(), 100);
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_still_opens() {
        let mut keys = Keys::for_tests(1);
        let old = Seal::new(&keys).seal(PLACE, PLAIN).unwrap();
        keys.rotate_sealing().unwrap();
        let rotated = Seal::new(&keys);
        assert!(rotated.needs_resealing(&old));
        let fresh = rotated.seal(PLACE, &rotated.open(PLACE, &old).unwrap()).unwrap();
        assert!(fresh.as_str().starts_with("s1.2."));
        assert!(!rotated.needs_resealing(&fresh));
        assert_eq!(rotated.open(PLACE, &fresh).unwrap(), PLAIN);
        assert_eq!(seal().open(PLACE, &fresh), Err(SealFault::UnknownKey(2)));
    }

    #[test]
    fn the_key_of_another_site_opens_nothing() {
        let sealed = seal().seal(PLACE, PLAIN).unwrap();
        assert_eq!(Seal::new(&Keys::for_tests(2)).open(PLACE, &sealed), Err(SealFault::Altered));
    }

    #[test]
    fn what_is_not_sealed_is_told_apart_and_swept_up() {
        for text in ["", PLAIN, "s1", "s1.1", "s2.1.AAAA", "s1.x.AAAA", "s1.1.AAAA.A"] {
            let stored = Sealed::from(text.to_owned());
            assert_eq!(seal().open(PLACE, &stored), Err(SealFault::NotSealed), "{text}");
            assert!(seal().needs_resealing(&stored));
        }
        for text in ["s1.1.", "s1.1.AAAA", "s1.1.AAAAAAAAAAAAAAAA", "s1.1.???"] {
            let stored = Sealed::from(text.to_owned());
            assert_eq!(seal().open(PLACE, &stored), Err(SealFault::Altered), "{text}");
        }
    }

    #[test]
    fn a_blind_index_finds_equals_within_one_domain_and_site() {
        let index = seal().blind_index("id_number", PLAIN);
        assert_eq!(index.len(), 32);
        assert_eq!(index, seal().blind_index("id_number", PLAIN));
        assert_ne!(index, seal().blind_index("phone", PLAIN));
        assert_ne!(index, seal().blind_index("id_number", "530102199003070021"));
        assert_ne!(index, Seal::new(&Keys::for_tests(2)).blind_index("id_number", PLAIN));
        assert_ne!(seal().blind_index("ab", "c"), seal().blind_index("a", "bc"));
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", seal()), "Seal { keys: [1], .. }");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(plain in ".*") {
            let seal = seal();
            let sealed = seal.seal(PLACE, &plain).unwrap();
            prop_assert_eq!(seal.open(PLACE, &sealed), Ok(plain));
        }

        #[test]
        fn any_changed_character_is_noticed(at in 0_usize..70, to in "[A-Za-z0-9._-]") {
            let seal = seal();
            let sealed = seal.seal(PLACE, PLAIN).unwrap().into_string();
            let at = at % sealed.len();
            let mut changed = sealed.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != sealed);
            // `s1.01.` and `s1.+1.` name the same key, so only the key's number may be respelt.
            prop_assert!(seal.open(PLACE, &Sealed(changed)).is_err());
        }
    }
}
