//! The cache (缓存): in memory or Redis behind one type, never the truth.
//!
//! It keeps copies, counts for rate limits and wakes other nodes. Everything in it may vanish at
//! any moment: with Redis away a read is a miss, a write is nothing, a counter counts on this node
//! alone, and a wake-up reaches this node alone. No call waits longer than the time-out, and after
//! a failure none waits at all until the breaker lets one try again.
//!
//! A copy can be stale for as long as it may live: another node may not hear of a removal while
//! Redis is away. Whatever must not be stale carries a version in its key, or lives two seconds.

mod breaker;
mod hub;
mod listener;
mod memory;
mod redis;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

pub use self::hub::{Notice, Subscription};
pub use self::redis::RedisSettings;

use self::hub::Hub;
use self::memory::Memory;
use self::redis::Redis;

/// The longest value that is kept (bytes); a longer one isn't worth a copy.
pub const VALUE_BYTES_MAX: usize = 256 * 1024;

/// Why a cache can't be set up; found at start. It never quotes the address, which may hold a
/// password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CacheFault {
    /// The address isn't one.
    #[error(
        "The Redis address can't be understood. Write redis://[user:password@]host:6379/0, or \
         leave it out to keep the cache in memory."
    )]
    Address,
}

/// How the cache is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheHealth {
    /// Whether Redis is configured.
    pub redis: bool,
    /// Whether it answers; always true without Redis.
    pub reachable: bool,
    /// How many calls to Redis failed since the start.
    pub errors_total: u64,
    /// How many entries this process holds itself.
    pub entries: usize,
}

/// The cache; clones share it.
#[derive(Clone)]
pub struct Cache(Arc<Inner>);

struct Inner {
    memory: Memory,
    redis: Option<Redis>,
    hub: Hub,
}

impl Cache {
    /// A cache in this process alone, of at most `entries_max` values and as many counters.
    pub fn memory(entries_max: usize) -> Self {
        Self(Arc::new(Inner { memory: Memory::new(entries_max), redis: None, hub: Hub::default() }))
    }

    /// A cache in Redis, which needn't be there: it is first called when first needed. Counters
    /// fall back to memory, at most `entries_max` of them.
    pub fn redis(settings: RedisSettings, entries_max: usize) -> Result<Self, CacheFault> {
        let redis = Some(Redis::new(settings)?);
        Ok(Self(Arc::new(Inner { memory: Memory::new(entries_max), redis, hub: Hub::default() })))
    }

    /// The copy under `key`, if there is one and it still lives.
    pub async fn get(&self, key: &str) -> Option<Vec<u8>> {
        match &self.0.redis {
            Some(redis) => redis.get(key).await,
            None => self.0.memory.get(key, Instant::now()),
        }
    }

    /// Keeps `bytes` (at most [`VALUE_BYTES_MAX`], else nothing is kept) under `key` for `ttl`.
    pub async fn put(&self, key: &str, bytes: Vec<u8>, ttl: Duration) {
        if bytes.len() > VALUE_BYTES_MAX || ttl.is_zero() {
            return self.remove(key).await;
        }
        match &self.0.redis {
            Some(redis) => redis.put(key, bytes, ttl).await,
            None => self.0.memory.put(key, bytes, ttl, Instant::now()),
        }
    }

    /// Forgets the copy under `key`. What Redis couldn't be told is told before this node reads
    /// again.
    pub async fn remove(&self, key: &str) {
        match &self.0.redis {
            Some(redis) => redis.remove(key).await,
            None => self.0.memory.remove(key),
        }
    }

    /// Counts one more under `key` and returns the count of the current window, from 1.
    ///
    /// A window starts with its first count and lasts `window`. With Redis away this node counts
    /// alone.
    pub async fn increment(&self, key: &str, window: Duration) -> u64 {
        if let Some(redis) = &self.0.redis
            && let Some(count) = redis.increment(key, window).await
        {
            return count;
        }
        self.0.memory.increment(key, window, Instant::now())
    }

    /// Wakes all who subscribed to `channel`, on this node at once and on the others through Redis.
    pub async fn publish(&self, channel: &str, payload: &[u8]) {
        self.0.hub.deliver(channel, payload);
        if let Some(redis) = &self.0.redis {
            redis.publish(channel, payload).await;
        }
    }

    /// What will be published to `channel` from now on, by any node. Needs a Tokio runtime.
    ///
    /// With Redis the listener says [`Notice::Missed`] when it connects and after every gap.
    pub fn subscribe(&self, channel: &str) -> Subscription {
        let subscription = self.0.hub.subscribe(channel);
        if self.0.redis.is_some() && self.0.hub.claims_listener() {
            tokio::spawn(listener::listen(Arc::downgrade(&self.0)));
        }
        subscription
    }

    /// How the cache is; asks Redis unless it has just failed.
    pub async fn health(&self) -> CacheHealth {
        let reachable = match &self.0.redis {
            Some(redis) => redis.answers().await,
            None => true,
        };
        CacheHealth {
            redis: self.0.redis.is_some(),
            reachable,
            errors_total: self.0.redis.as_ref().map_or(0, Redis::errors_total),
            entries: self.0.memory.len(),
        }
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.0.redis.is_some() { "redis" } else { "memory" };
        formatter.debug_struct("Cache").field("kind", &kind).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
