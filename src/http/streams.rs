//! Open event streams, bounded in all and for each account (API-2). Whoever gets none polls instead.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entity::id::AccountId;

/// The open streams of this node.
#[derive(Clone, Debug, Default)]
pub struct Streams(Arc<Mutex<HashMap<AccountId, usize>>>);

/// One open stream; its place is free again when it is dropped.
#[derive(Debug)]
pub struct StreamPlace {
    streams: Streams,
    account: AccountId,
}

impl Streams {
    /// A place for `account`, unless `all_max` are open or `own_max` of its own.
    pub fn open(&self, account: AccountId, all_max: usize, own_max: usize) -> Option<StreamPlace> {
        let mut open = self.lock();
        let own = open.get(&account).copied().unwrap_or(0);
        if open.values().sum::<usize>() >= all_max || own >= own_max {
            return None;
        }
        open.insert(account, own + 1);
        drop(open);
        Some(StreamPlace { streams: self.clone(), account })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AccountId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        if let Some(own) = open.get_mut(&self.account) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_place_is_bounded_in_all_and_for_each_and_free_again_when_left() {
        let streams = Streams::default();
        let [one, two, three] = [1, 2, 3].map(|number| AccountId(Uuid::from_u128(number)));
        let first = streams.open(one, 2, 1);
        assert!(first.is_some());
        assert!(streams.open(one, 2, 1).is_none(), "one for each");
        let _second = streams.open(two, 2, 1).unwrap();
        assert!(streams.open(three, 2, 1).is_none(), "two in all");
        drop(first);
        assert!(streams.open(three, 2, 1).is_some());
        assert!(streams.open(one, 0, 1).is_none(), "none switches them off");
    }
}
