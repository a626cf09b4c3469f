//! What this node remembers of callers, for a moment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entity::Moment;
use entity::id::{AccountId, SessionId};

use crate::auth::Caller;

/// More sessions than this are not remembered at once.
const SESSIONS_MAX: usize = 50_000;

/// Callers by session, each with the time when it was read.
///
/// A caller that is being read while somebody is forgotten may be the one from before, so it isn't kept:
/// who reads first takes the [`Generation`], and gives it back with what was read.
#[derive(Debug)]
pub(super) struct Callers {
    known: Mutex<Known>,
    keep_ms: u64,
}

#[derive(Debug, Default)]
struct Known {
    callers: HashMap<SessionId, (Arc<Caller>, Moment)>,
    generation: Generation,
}

/// How often somebody was forgotten. One count for all accounts is enough: they are forgotten rarely,
/// and a caller that isn't kept is read once more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Generation(u64);

impl Callers {
    pub(super) fn new(keep_ms: u64) -> Self {
        Self { known: Mutex::default(), keep_ms }
    }

    /// The caller of `session`, if it was read recently.
    pub(super) fn get(&self, session: SessionId, now: Moment) -> Option<Arc<Caller>> {
        let known = self.lock();
        let (caller, at) = known.callers.get(&session)?;
        (now.0.abs_diff(at.0) < self.keep_ms).then(|| Arc::clone(caller))
    }

    /// What a reading that begins now has to show when it is put.
    pub(super) fn generation(&self) -> Generation {
        self.lock().generation
    }

    /// Remembers a caller, unless somebody was forgotten since `since`, when its reading began.
    pub(super) fn put(&self, caller: Arc<Caller>, now: Moment, since: Generation) {
        let mut known = self.lock();
        if known.generation != since {
            return;
        }
        let callers = &mut known.callers;
        if callers.len() >= SESSIONS_MAX {
            callers.retain(|_, (_, at)| now.0.abs_diff(at.0) < self.keep_ms);
        }
        if callers.len() < SESSIONS_MAX {
            callers.insert(caller.session, (caller, now));
        }
    }

    pub(super) fn forget(&self, account: AccountId) {
        let mut known = self.lock();
        known.pass();
        known.callers.retain(|_, (caller, _)| caller.account != account);
    }

    pub(super) fn clear(&self) {
        let mut known = self.lock();
        known.pass();
        known.callers.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn pass(&mut self) {
        self.generation = Generation(self.generation.0.wrapping_add(1));
    }
}

#[cfg(test)]
mod tests {
    use entity::account::AccountKind;
    use uuid::Uuid;

    use super::*;

    fn caller(account: AccountId) -> Arc<Caller> {
        Arc::new(Caller {
            account,
            session: SessionId(Uuid::from_u128(7)),
            version: 1,
            kind: AccountKind::Staff,
            display_name: String::new(),
            household: None,
            person: None,
            password_due: false,
            appointments: vec![],
        })
    }

    #[test]
    fn a_reading_under_way_brings_back_nobody_who_was_forgotten() {
        let (callers, now) = (Callers::new(1_000), Moment(5));
        let account = AccountId(Uuid::from_u128(1));
        let (read, session) = (caller(account), SessionId(Uuid::from_u128(7)));
        let since = callers.generation();
        callers.forget(account);
        callers.put(Arc::clone(&read), now, since);
        assert!(callers.get(session, now).is_none());
        let since = callers.generation();
        callers.clear();
        callers.put(Arc::clone(&read), now, since);
        assert!(callers.get(session, now).is_none());
        callers.put(read, now, callers.generation());
        assert!(callers.get(session, now).is_some());
        callers.forget(account);
        assert!(callers.get(session, now).is_none());
    }
}
