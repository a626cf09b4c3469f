//! Keys kept outside the database (密钥).
//!
//! One file holds every secret of the service: the Ed25519 keys that sign access tokens, the keys
//! that seal columns at rest, the key of the blind indexes, the key of page cursors and the key
//! that signs audit checkpoints. Whoever has the database but not this file can read no sealed
//! field and forge no token; whoever loses this file loses the sealed fields, so it is backed up
//! apart from the data. Reading and writing the file is in `keys/file.rs`.

mod file;

use std::fmt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{SigningKey, VerifyingKey};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Thirty-two secret bytes that are wiped when dropped.
pub type KeyBytes = Zeroizing<[u8; 32]>;

/// What can be wrong with the key file; no message ever contains any of its content.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// The file can't be read.
    #[error("The key file {path} can't be read: {source}. Check that it is there and is yours.")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file can't be written.
    #[error(
        "The key file {path} can't be written: {source}. Check that its folder exists, is yours \
         and has room."
    )]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Others than the owner may read or write the file.
    #[error(
        "The key file {path} can be opened by others (mode {mode:04o}). Run `chmod 600` on it, \
         consider the keys in it known, and start again."
    )]
    OpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file isn't what this version writes.
    #[error("The key file {path} isn't valid ({what}). Restore it from its backup.")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Which part is wrong, without its content.
        what: String,
    },
    /// The operating system gives no random bytes.
    #[error("The system gives no random bytes, so no key can be made. Check /dev/urandom.")]
    NoRandomness,
    /// Keys without a file can't be saved.
    #[error("These keys come from no file, so they can't be saved.")]
    NoFile,
}

/// One key that signs access tokens, or used to.
#[derive(Clone)]
pub struct TokenKey {
    kid: String,
    created_at_ms: i64,
    verify_until_ms: Option<i64>,
    key: SigningKey,
}

impl TokenKey {
    fn new(key: SigningKey, created_at_ms: i64, verify_until_ms: Option<i64>) -> Self {
        Self { kid: thumbprint(&key.verifying_key()), created_at_ms, verify_until_ms, key }
    }

    /// Its public name: the JWK thumbprint of RFC 7638.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// When it was made (ms UTC).
    pub fn created_at_ms(&self) -> i64 {
        self.created_at_ms
    }

    /// Until when it verifies (ms UTC); the active key has no end.
    pub fn verify_until_ms(&self) -> Option<i64> {
        self.verify_until_ms
    }

    /// The pair of keys.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }
}

/// One key that seals columns, or used to.
#[derive(Clone)]
pub struct SealingKey {
    id: u32,
    bytes: KeyBytes,
}

impl SealingKey {
    /// Its number, written into every text it seals.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The key itself.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }
}

/// Every secret of the service. `Debug` shows names and counts, never a key.
#[derive(Clone)]
pub struct Keys {
    path: Option<PathBuf>,
    tokens: Vec<TokenKey>,
    sealing: Vec<SealingKey>,
    index: KeyBytes,
    cursor: KeyBytes,
    checkpoint: SigningKey,
}

impl Keys {
    /// Reads the key file, or makes it on the first start: mode 0600, complete or not at all, and
    /// never over an existing one. Of two first starts at once, both use the file that came first.
    ///
    /// A file that anybody but its owner may open is refused.
    pub fn open_or_create(path: impl AsRef<Path>, now_ms: i64) -> Result<Self, KeyFault> {
        let path = path.as_ref();
        if let Some(keys) = file::read(path)? {
            return Ok(keys);
        }
        let mut keys = Self::generate(now_ms)?;
        keys.path = Some(path.to_owned());
        if file::create(path, &keys)? {
            return Ok(keys);
        }
        file::read(path)?.ok_or_else(|| KeyFault::Unreadable {
            path: path.to_owned(),
            source: std::io::ErrorKind::NotFound.into(),
        })
    }

    /// Writes the keys back to their file, complete or not at all; call it after a rotation.
    pub fn save(&self) -> Result<(), KeyFault> {
        file::replace(self.path.as_deref().ok_or(KeyFault::NoFile)?, self)
    }

    /// The same keys for the same seed, for tests only: anybody can compute them.
    pub fn for_tests(seed: u64) -> Self {
        let bytes = |purpose: &str| -> KeyBytes {
            let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(purpose);
            Zeroizing::new(digest.finalize().into())
        };
        Self {
            path: None,
            tokens: vec![TokenKey::new(SigningKey::from_bytes(&bytes("token")), 0, None)],
            sealing: vec![SealingKey { id: 1, bytes: bytes("sealing") }],
            index: bytes("index"),
            cursor: bytes("cursor"),
            checkpoint: SigningKey::from_bytes(&bytes("checkpoint")),
        }
    }

    fn generate(now_ms: i64) -> Result<Self, KeyFault> {
        Ok(Self {
            path: None,
            tokens: vec![TokenKey::new(fresh_signing_key()?, now_ms, None)],
            sealing: vec![SealingKey { id: 1, bytes: fresh_bytes()? }],
            index: fresh_bytes()?,
            cursor: fresh_bytes()?,
            checkpoint: fresh_signing_key()?,
        })
    }

    /// The keys of access tokens: the first signs, all verify until their end.
    pub fn token_keys(&self) -> &[TokenKey] {
        &self.tokens
    }

    /// The keys that seal columns: the first seals, all open.
    pub fn sealing_keys(&self) -> &[SealingKey] {
        &self.sealing
    }

    /// The key of the blind indexes. It can't be rotated without recomputing every index.
    pub fn index_key(&self) -> &[u8; 32] {
        &self.index
    }

    /// The key that authenticates page cursors.
    pub fn cursor_key(&self) -> &[u8; 32] {
        &self.cursor
    }

    /// The key that signs audit checkpoints.
    pub fn checkpoint_key(&self) -> &SigningKey {
        &self.checkpoint
    }

    /// Puts a new signing key first; the one it replaces verifies for `overlap_ms` more,
    /// and keys past their end are dropped. Call [`Keys::save`] afterwards.
    pub fn rotate_signing(&mut self, now_ms: i64, overlap_ms: i64) -> Result<(), KeyFault> {
        let fresh = TokenKey::new(fresh_signing_key()?, now_ms, None);
        for replaced in &mut self.tokens {
            let until_ms = now_ms.saturating_add(overlap_ms);
            replaced.verify_until_ms.get_or_insert(until_ms);
        }
        self.tokens.retain(|key| key.verify_until_ms.is_some_and(|until| until > now_ms));
        self.tokens.insert(0, fresh);
        Ok(())
    }

    /// Puts a new sealing key first; the others still open. Call [`Keys::save`] afterwards, then
    /// re-seal the rows.
    pub fn rotate_sealing(&mut self) -> Result<(), KeyFault> {
        let newest = self.sealing.iter().map(SealingKey::id).max().unwrap_or(0);
        let fresh = SealingKey { id: newest.saturating_add(1), bytes: fresh_bytes()? };
        self.sealing.insert(0, fresh);
        Ok(())
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Keys")
            .field("path", &self.path)
            .field("token_keys", &self.tokens.len())
            .field("sealing_keys", &self.sealing.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TokenKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SealingKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The JWK thumbprint (RFC 7638) of an Ed25519 public key, as base64url.
fn thumbprint(key: &VerifyingKey) -> String {
    let x = URL_SAFE_NO_PAD.encode(key.as_bytes());
    let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(jwk))
}

fn fresh_bytes() -> Result<KeyBytes, KeyFault> {
    let mut bytes = KeyBytes::default();
    SysRng.try_fill_bytes(bytes.as_mut_slice()).map_err(|_| KeyFault::NoRandomness)?;
    Ok(bytes)
}

fn fresh_signing_key() -> Result<SigningKey, KeyFault> {
    Ok(SigningKey::from_bytes(&*fresh_bytes()?))
}

#[cfg(test)]
mod tests;
