//! The cache in this process: bounded maps whose entries end on time.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::store::generations::Generations;

/// How often what has ended is swept out; until then it is merely not shown.
const SWEEP: Duration = Duration::from_secs(30);

struct Entry<T> {
    value: T,
    ends_at: Instant,
}

/// A map whose entries end; `None` as end means it lies beyond all clocks, which no entry is given.
struct Ending<T> {
    entries: Generations<String, Entry<T>>,
    sweep_at: Option<Instant>,
}

impl<T> Ending<T> {
    fn new(entries_max: usize) -> Self {
        Self { entries: Generations::new(entries_max), sweep_at: None }
    }

    fn get_mut(&mut self, key: &str, now: Instant) -> Option<&mut T> {
        let entry = self.entries.get_mut(key)?;
        (entry.ends_at > now).then_some(&mut entry.value)
    }

    fn put(&mut self, key: &str, value: T, lasts: Duration, now: Instant) {
        if self.sweep_at.is_none_or(|at| at <= now) {
            self.entries.retain(|entry| entry.ends_at > now);
            self.sweep_at = now.checked_add(SWEEP);
        }
        match now.checked_add(lasts) {
            Some(ends_at) => self.entries.insert(key.to_owned(), Entry { value, ends_at }),
            None => self.entries.remove(key),
        }
    }
}

/// Values and counters, apart, so that a flood of one can't push out the other.
pub(super) struct Memory {
    values: Mutex<Ending<Vec<u8>>>,
    counters: Mutex<Ending<u64>>,
}

impl Memory {
    /// Room for `entries_max` values and as many counters.
    pub(super) fn new(entries_max: usize) -> Self {
        Self {
            values: Mutex::new(Ending::new(entries_max)),
            counters: Mutex::new(Ending::new(entries_max)),
        }
    }

    pub(super) fn get(&self, key: &str, now: Instant) -> Option<Vec<u8>> {
        lock(&self.values).get_mut(key, now).map(|bytes| bytes.clone())
    }

    pub(super) fn put(&self, key: &str, bytes: Vec<u8>, ttl: Duration, now: Instant) {
        lock(&self.values).put(key, bytes, ttl, now);
    }

    pub(super) fn remove(&self, key: &str) {
        lock(&self.values).entries.remove(key);
    }

    pub(super) fn increment(&self, key: &str, window: Duration, now: Instant) -> u64 {
        let mut counters = lock(&self.counters);
        if let Some(count) = counters.get_mut(key, now) {
            *count = count.saturating_add(1);
            return *count;
        }
        counters.put(key, 1, window, now);
        1
    }

    pub(super) fn len(&self) -> usize {
        let values = lock(&self.values).entries.len();
        values.saturating_add(lock(&self.counters).entries.len())
    }
}

fn lock<T>(ending: &Mutex<Ending<T>>) -> MutexGuard<'_, Ending<T>> {
    // No operation on the map can leave it half done.
    ending.lock().unwrap_or_else(PoisonError::into_inner)
}
