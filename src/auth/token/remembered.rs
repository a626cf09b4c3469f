//! Tokens whose signature has been verified, by the hash of the whole token.
//!
//! It saves the curve arithmetic of every request after the first; it decides nothing about time,
//! sessions or accounts, which are checked on every request all the same.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use super::Claims;
use crate::store::generations::Generations;

type Entry = (usize, Claims);

/// A bounded memory of verified tokens; the number is the place of the token's key in the list.
pub(super) struct Remembered(Mutex<Generations<[u8; 32], Entry>>);

impl Remembered {
    pub(super) fn new(entries_max: usize) -> Self {
        Self(Mutex::new(Generations::new(entries_max)))
    }

    pub(super) fn digest(token: &str) -> [u8; 32] {
        Sha256::digest(token).into()
    }

    pub(super) fn get(&self, digest: &[u8; 32]) -> Option<Entry> {
        self.lock().get_mut(digest).map(|entry| entry.clone())
    }

    pub(super) fn put(&self, digest: [u8; 32], entry: Entry) {
        self.lock().insert(digest, entry);
    }

    fn lock(&self) -> MutexGuard<'_, Generations<[u8; 32], Entry>> {
        // No operation on the map can leave it half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
