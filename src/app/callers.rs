//! What this node remembers of callers, for a moment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use entity::Moment;
use entity::id::{AccountId, SessionId};

use crate::auth::Caller;

/// More sessions than this are not remembered at once.
const SESSIONS_MAX: usize = 50_000;

/// Callers by session, each with the time when it was read.
#[derive(Debug)]
pub(super) struct Callers {
    known: Mutex<HashMap<SessionId, (Arc<Caller>, Moment)>>,
    keep_ms: u64,
}

impl Callers {
    pub(super) fn new(keep_ms: u64) -> Self {
        Self { known: Mutex::default(), keep_ms }
    }

    /// The caller of `session`, if it was read recently.
    pub(super) fn get(&self, session: SessionId, now: Moment) -> Option<Arc<Caller>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (caller, at) = known.get(&session)?;
        (now.0.abs_diff(at.0) < self.keep_ms).then(|| Arc::clone(caller))
    }

    pub(super) fn put(&self, caller: Arc<Caller>, now: Moment) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= SESSIONS_MAX {
            known.retain(|_, (_, at)| now.0.abs_diff(at.0) < self.keep_ms);
        }
        if known.len() < SESSIONS_MAX {
            known.insert(caller.session, (caller, now));
        }
    }

    pub(super) fn forget(&self, account: AccountId) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (caller, _)| caller.account != account);
    }

    pub(super) fn clear(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
