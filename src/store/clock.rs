//! The only clock and the only source of ids, so that tests can hold both still.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use entity::Moment;
use rand::Rng;
use uuid::Uuid;

/// Tells the time: the machine's, or one that a test sets.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still at `now` until it is moved.
    pub fn fixed(now: Moment) -> Self {
        Self(Some(Arc::new(AtomicI64::new(now.0))))
    }

    /// Moves a fixed clock on by `ms` milliseconds; the machine's clock can't be moved.
    pub fn advance_ms(&self, ms: i64) {
        if let Some(time) = &self.0 {
            time.fetch_add(ms, Ordering::SeqCst);
        }
    }

    /// The time, cut to milliseconds.
    #[expect(clippy::disallowed_methods, reason = "this is the clock that all others use")]
    pub fn now(&self) -> Moment {
        if let Some(time) = &self.0 {
            return Moment(time.load(Ordering::SeqCst));
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// Makes UUIDv7 ids that rise with time and, within a process, with every call.
#[derive(Clone, Debug)]
pub struct Ids {
    counter: Arc<AtomicU64>,
    seeded: bool,
}

impl Ids {
    /// Ids whose low bits are random.
    pub fn random() -> Self {
        let start = u64::from(rand::rng().next_u32()) & 0xfff;
        Self { counter: Arc::new(AtomicU64::new(start)), seeded: false }
    }

    /// Ids that depend only on the clock and on how many were made before.
    pub fn seeded() -> Self {
        Self { counter: Arc::new(AtomicU64::new(0)), seeded: true }
    }

    /// A new id made at `now`.
    pub fn next(&self, now: Moment) -> Uuid {
        let count = self.counter.fetch_add(1, Ordering::Relaxed);
        let low = if self.seeded { count } else { rand::rng().next_u64() };
        let millis = u64::try_from(now.0).unwrap_or(0);
        let mut bytes = [0_u8; 10];
        bytes[..2].copy_from_slice(&(u16::try_from(count & 0xfff).unwrap_or(0)).to_be_bytes());
        bytes[2..].copy_from_slice(&low.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_millisecond_rise_and_differ() {
        for ids in [Ids::seeded(), Ids { counter: Arc::default(), seeded: false }] {
            let made: Vec<_> = (0..1000).map(|_| ids.next(Moment(1_795_000_000_000))).collect();
            assert!(made.windows(2).all(|pair| pair.first() < pair.get(1)));
            assert!(made.iter().all(|id| id.get_version_num() == 7));
        }
    }
}
