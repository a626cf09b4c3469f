//! The cache in Redis: every failure is a miss, and a quick one.
//!
//! The connection is made when needed and thrown away at the first input or output error or
//! time-out, because a connection into the void is only noticed by its silence. There are no
//! retries. Keys that couldn't be removed are remembered and removed before the next command.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ErrorKind, RedisError, Script, ServerErrorKind};
use tokio::time::Instant;

use super::CacheFault;
use super::breaker::Breaker;
use crate::auth::secret::Secret;

/// How many removals are remembered while Redis is away; the rest ends with its time to live.
const REMOVALS_MAX: usize = 1_000;

/// Counts and, with the first count, sets the end of the window, in one step.
const COUNT: &str = "local count = redis.call('INCR', KEYS[1])\n\
     if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end\n\
     return count";

/// Where Redis is and how patient to be with it.
#[derive(Clone, Debug)]
pub struct RedisSettings {
    /// `redis://[user:password@]host:port/database`.
    pub address: Secret,
    /// What all keys and channels begin with, for several sites on one Redis.
    pub prefix: String,
    /// How long a connection or a command may take (ms; 100 by default).
    pub timeout_ms: u64,
    /// How long Redis isn't asked after a failure (ms; 1,000 by default).
    pub rest_ms: u64,
}

impl RedisSettings {
    /// The default patience with the Redis at `address`.
    pub fn new(address: Secret) -> Self {
        Self { address, prefix: "xinju".to_owned(), timeout_ms: 100, rest_ms: 1_000 }
    }
}

/// The connection in use, and how many were thrown away before it.
#[derive(Default)]
struct Slot {
    generation: u64,
    connection: Option<MultiplexedConnection>,
}

/// Redis, which may be away.
pub(super) struct Redis {
    client: Client,
    prefix: String,
    timeout: Duration,
    count: Script,
    node: [u8; 16],
    slot: Mutex<Slot>,
    connecting: tokio::sync::Mutex<()>,
    breaker: Mutex<Breaker>,
    removals: Mutex<HashSet<String>>,
    errors: AtomicU64,
}

impl Redis {
    pub(super) fn new(settings: RedisSettings) -> Result<Self, CacheFault> {
        Ok(Self {
            client: Client::open(settings.address.expose()).map_err(|_| CacheFault::Address)?,
            prefix: settings.prefix,
            timeout: Duration::from_millis(settings.timeout_ms),
            count: Script::new(COUNT),
            node: rand::random(),
            slot: Mutex::default(),
            connecting: tokio::sync::Mutex::default(),
            breaker: Mutex::new(Breaker::new(Duration::from_millis(settings.rest_ms))),
            removals: Mutex::default(),
            errors: AtomicU64::new(0),
        })
    }

    pub(super) async fn get(&self, key: &str) -> Option<Vec<u8>> {
        let command = command("GET", &self.value_key(key));
        let bytes: Option<Option<Vec<u8>>> =
            self.call(async |mut connection| command.query_async(&mut connection).await).await;
        bytes.flatten()
    }

    pub(super) async fn put(&self, key: &str, bytes: Vec<u8>, ttl: Duration) {
        let key = self.value_key(key);
        let mut command = command("SET", &key);
        command.arg(bytes).arg("PX").arg(milliseconds(ttl));
        let done: Option<()> =
            self.call(async |mut connection| command.query_async(&mut connection).await).await;
        // What stands under the key is older than what couldn't be put there.
        if done.is_none() {
            self.remember_removal(key);
        }
    }

    pub(super) async fn remove(&self, key: &str) {
        let key = self.value_key(key);
        let command = command("DEL", &key);
        let done: Option<()> =
            self.call(async |mut connection| command.query_async(&mut connection).await).await;
        if done.is_none() {
            self.remember_removal(key);
        }
    }

    pub(super) async fn increment(&self, key: &str, window: Duration) -> Option<u64> {
        let mut script = self.count.key(format!("{}:n:{key}", self.prefix));
        script.arg(milliseconds(window));
        self.call(async |mut connection| script.invoke_async(&mut connection).await).await
    }

    pub(super) async fn publish(&self, channel: &str, payload: &[u8]) {
        let mut command = command("PUBLISH", &format!("{}{channel}", self.channel_prefix()));
        command.arg([self.node.as_slice(), payload].concat());
        let _: Option<()> =
            self.call(async |mut connection| command.query_async(&mut connection).await).await;
    }

    pub(super) async fn answers(&self) -> bool {
        let command = redis::cmd("PING");
        let pong: Option<()> =
            self.call(async |mut connection| command.query_async(&mut connection).await).await;
        pong.is_some()
    }

    pub(super) fn errors_total(&self) -> u64 {
        self.errors.load(Ordering::Relaxed)
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// What the names of our channels begin with.
    pub(super) fn channel_prefix(&self) -> String {
        format!("{}:w:", self.prefix)
    }

    /// The payload of a message from another node; `None` for our own, which was delivered at once.
    pub(super) fn foreign<'a>(&self, message: &'a [u8]) -> Option<&'a [u8]> {
        let (node, payload) = message.split_first_chunk()?;
        (*node != self.node).then_some(payload)
    }

    fn value_key(&self, key: &str) -> String {
        format!("{}:v:{key}", self.prefix)
    }

    /// Runs `work` on the connection unless Redis rests; `None` when it fails or is too slow.
    async fn call<T, F: Future<Output = Result<T, RedisError>>>(
        &self,
        work: impl FnOnce(MultiplexedConnection) -> F,
    ) -> Option<T> {
        if !lock(&self.breaker).lets_through(Instant::now()) {
            return None;
        }
        let mut generation = lock(&self.slot).generation;
        let attempt = async {
            let mut connection = self.connection(&mut generation).await?;
            self.catch_up(&mut connection).await?;
            work(connection).await
        };
        match tokio::time::timeout(self.timeout, attempt).await {
            Ok(Ok(value)) => {
                if lock(&self.breaker).answered() {
                    tracing::info!("redis answers again");
                }
                Some(value)
            }
            Ok(Err(error)) if is_refusal(&error) => {
                self.errors.fetch_add(1, Ordering::Relaxed);
                tracing::debug!(kind = error.category(), "redis refused a command");
                None
            }
            Ok(Err(error)) => self.give_up(generation, error.category()),
            Err(_) => self.give_up(generation, "timeout"),
        }
    }

    /// The connection in use, or a new one; one caller at a time makes it.
    async fn connection(&self, generation: &mut u64) -> Result<MultiplexedConnection, RedisError> {
        if let Some(connection) = self.current(generation) {
            return Ok(connection);
        }
        let _alone = self.connecting.lock().await;
        if let Some(connection) = self.current(generation) {
            return Ok(connection);
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.timeout))
            .set_response_timeout(Some(self.timeout));
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        lock(&self.slot).connection = Some(connection.clone());
        Ok(connection)
    }

    fn current(&self, generation: &mut u64) -> Option<MultiplexedConnection> {
        let slot = lock(&self.slot);
        *generation = slot.generation;
        slot.connection.clone()
    }

    /// Removes what couldn't be removed while Redis was away.
    async fn catch_up(&self, connection: &mut MultiplexedConnection) -> Result<(), RedisError> {
        let removals: Vec<String> = lock(&self.removals).iter().cloned().collect();
        if removals.is_empty() {
            return Ok(());
        }
        let () = redis::cmd("DEL").arg(&removals).query_async(connection).await?;
        let mut remembered = lock(&self.removals);
        for key in &removals {
            remembered.remove(key);
        }
        Ok(())
    }

    fn remember_removal(&self, key: String) {
        let mut removals = lock(&self.removals);
        if removals.len() < REMOVALS_MAX {
            removals.insert(key);
        }
    }

    /// Throws the connection of that generation away and lets Redis rest.
    fn give_up<T>(&self, generation: u64, kind: &str) -> Option<T> {
        self.errors.fetch_add(1, Ordering::Relaxed);
        let mut slot = lock(&self.slot);
        if slot.generation == generation {
            slot.generation = generation.saturating_add(1);
            slot.connection = None;
        }
        drop(slot);
        if lock(&self.breaker).failed(Instant::now()) {
            tracing::warn!(kind, "redis doesn't answer; the service goes on without it");
        }
        None
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Redis").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// Whether Redis is well and only this command was refused, for example for want of memory.
fn is_refusal(error: &RedisError) -> bool {
    use ServerErrorKind::{BusyLoading, ClusterDown, MasterDown, ReadOnly};
    match error.kind() {
        ErrorKind::Server(kind) => {
            !matches!(kind, BusyLoading | ClusterDown | MasterDown | ReadOnly)
        }
        ErrorKind::Extension | ErrorKind::UnexpectedReturnType => true,
        _ => false,
    }
}

fn command(name: &str, key: &str) -> redis::Cmd {
    let mut command = redis::cmd(name);
    command.arg(key);
    command
}

/// Whole milliseconds, at least one, at most what Redis takes.
fn milliseconds(duration: Duration) -> u64 {
    const YEAR_MS: u64 = 366 * 24 * 60 * 60 * 1000;
    u64::try_from(duration.as_millis()).unwrap_or(YEAR_MS).clamp(1, YEAR_MS)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing done under these locks can be left half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
