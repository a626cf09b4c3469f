//! A bounded map that forgets what has not been asked for lately.
//!
//! Two maps, young and old, stand in for a list of last uses: a hit in the old one moves the entry
//! to the young one, and when the young one is full it becomes the old one and the old one is
//! dropped. Every operation takes constant time on average and nothing is ever held beyond the
//! limit.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// A map of at most `entries_max` entries.
pub(crate) struct Generations<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    generation_max: usize,
}

impl<K: Eq + Hash, V> Generations<K, V> {
    /// An empty map for at most `entries_max` entries (at least 2).
    pub(crate) fn new(entries_max: usize) -> Self {
        let generation_max = (entries_max / 2).max(1);
        Self { young: HashMap::new(), old: HashMap::new(), generation_max }
    }

    /// The entry under `key`, which counts as used now.
    pub(crate) fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        if !self.young.contains_key(key)
            && let Some((key, value)) = self.old.remove_entry(key)
        {
            self.insert(key, value);
        }
        self.young.get_mut(key)
    }

    /// Puts `value` under `key`; the least recently used half may be forgotten to make room.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        self.old.remove(&key);
        if self.young.len() >= self.generation_max && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }

    /// Forgets `key`.
    pub(crate) fn remove<Q>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.young.remove(key);
        self.old.remove(key);
    }

    /// Forgets every entry for which `keep` is false.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&V) -> bool) {
        self.young.retain(|_, value| keep(value));
        self.old.retain(|_, value| keep(value));
    }

    /// How many entries are held.
    pub(crate) fn len(&self) -> usize {
        self.young.len().saturating_add(self.old.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Generations;

    #[test]
    fn what_is_used_outlives_what_is_not() {
        let mut map = Generations::new(4);
        map.insert("used", 1);
        for key in ["a", "b", "c", "d", "e", "f"] {
            map.insert(key, 0);
            assert_eq!(map.get_mut("used"), Some(&mut 1));
        }
        assert_eq!(map.get_mut("a"), None);
    }

    #[test]
    fn a_removed_entry_is_gone_from_both_generations() {
        let mut map = Generations::new(2);
        map.insert("a", 1);
        map.insert("b", 2);
        map.remove("a");
        map.remove("b");
        assert_eq!(map.get_mut("a"), None);
        assert_eq!(map.len(), 0);
    }

    proptest! {
        #[test]
        fn the_limit_holds_and_no_value_is_stale(
            entries_max in 2_usize..20,
            steps in prop::collection::vec((0_u8..30, any::<Option<u16>>()), 0..300),
        ) {
            let mut map = Generations::new(entries_max);
            let mut truth = std::collections::HashMap::new();
            for (key, value) in steps {
                if let Some(value) = value {
                    map.insert(key, value);
                    truth.insert(key, value);
                } else if let Some(found) = map.get_mut(&key) {
                    prop_assert_eq!(Some(&*found), truth.get(&key));
                }
                prop_assert!(map.len() <= entries_max);
            }
        }
    }
}
