//! The cache from outside, without Redis, with Redis away, and with Redis there.
//!
//! The last kind runs only when `TEST_REDIS_URL` names a Redis that may be written to.

use std::time::Duration;

use proptest::prelude::*;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::Instant;

use super::{Cache, CacheFault, CacheHealth, Memory, Notice, RedisSettings, VALUE_BYTES_MAX};

const TTL: Duration = Duration::from_secs(10);

/// A cache in a Redis that, once it has failed, isn't asked again while the test runs.
fn redis_at(address: &str) -> Cache {
    let mut settings = RedisSettings::new(address.into());
    settings.rest_ms = 3_600_000;
    Cache::redis(settings, 100).unwrap()
}

/// A cache in the Redis for tests, under a prefix of its own.
fn real_redis() -> Option<RedisSettings> {
    let address = std::env::var("TEST_REDIS_URL").ok()?;
    let mut settings = RedisSettings::new(address.into());
    settings.prefix = format!("test-{:016x}", rand::random::<u64>());
    // A loaded machine may be slow; the limit itself is tested with a Redis that never answers.
    settings.timeout_ms = 5_000;
    Some(settings)
}

fn real(settings: &RedisSettings) -> Cache {
    Cache::redis(settings.clone(), 100).unwrap()
}

/// A wire to Redis that can be cut and mended.
struct Wire {
    address: String,
    whole: watch::Sender<bool>,
}

impl Wire {
    async fn to(settings: &RedisSettings) -> Self {
        let client = ::redis::Client::open(settings.address.expose()).unwrap();
        let far = client.get_connection_info().addr().to_string();
        let near = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("redis://{}/", near.local_addr().unwrap());
        let (whole, watched) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = near.accept().await {
                let (far, mut watched) = (far.clone(), watched.clone());
                tokio::spawn(async move {
                    let mut onward = TcpStream::connect(far).await.unwrap();
                    tokio::select! {
                        _ = watched.wait_for(|whole| !whole) => {}
                        _ = tokio::io::copy_bidirectional(&mut stream, &mut onward) => {}
                    }
                });
            }
        });
        Self { address, whole }
    }

    fn cut(&self) {
        self.whole.send(false).unwrap();
    }

    fn mend(&self) {
        self.whole.send(true).unwrap();
    }
}

async fn next_message(subscription: &mut super::Subscription) -> Vec<u8> {
    loop {
        if let Notice::Message(payload) = subscription.next().await.unwrap() {
            return payload.to_vec();
        }
    }
}

#[test]
fn a_copy_lives_as_long_as_it_was_given() {
    let memory = Memory::new(10);
    let start = Instant::now();
    memory.put("a", b"1".to_vec(), TTL, start);
    assert_eq!(memory.get("a", start + TTL - Duration::from_millis(1)), Some(b"1".to_vec()));
    assert_eq!(memory.get("a", start + TTL), None);
}

#[tokio::test]
async fn a_removed_or_replaced_copy_is_gone() {
    let cache = Cache::memory(10);
    cache.put("a", b"1".to_vec(), TTL).await;
    cache.put("a", b"2".to_vec(), TTL).await;
    assert_eq!(cache.get("a").await, Some(b"2".to_vec()));
    cache.put("a", vec![0; VALUE_BYTES_MAX + 1], TTL).await;
    assert_eq!(cache.get("a").await, None, "what isn't kept doesn't leave an older copy");
    cache.put("a", b"3".to_vec(), TTL).await;
    cache.remove("a").await;
    assert_eq!(cache.get("a").await, None);
    cache.put("a", b"4".to_vec(), Duration::MAX).await;
    assert_eq!(cache.get("a").await, None);
}

#[test]
fn what_has_ended_is_swept_out() {
    let memory = Memory::new(100);
    let start = Instant::now();
    for number in 0..20 {
        memory.put(&format!("short {number}"), vec![1], TTL, start);
        memory.increment(&format!("count {number}"), TTL, start);
    }
    assert_eq!(memory.len(), 40);
    let later = start + Duration::from_mins(1);
    memory.put("new", vec![1], TTL, later);
    memory.increment("new", TTL, later);
    assert_eq!(memory.len(), 2);
}

#[tokio::test]
async fn a_flood_of_keys_stays_within_the_limit_and_leaves_counters_alone() {
    let cache = Cache::memory(10);
    cache.increment("tries", TTL).await;
    for number in 0..1_000 {
        cache.put(&number.to_string(), vec![1], TTL).await;
    }
    assert!(cache.health().await.entries <= 11);
    assert_eq!(cache.increment("tries", TTL).await, 2);
}

#[test]
fn a_window_starts_with_its_first_count_and_isnt_prolonged() {
    let memory = Memory::new(10);
    let start = Instant::now();
    for expected in 1..=5_u32 {
        let now = start + TTL / 5 * (expected - 1);
        assert_eq!(memory.increment("tries", TTL, now), u64::from(expected));
    }
    assert_eq!(memory.increment("tries", TTL, start + TTL), 1);
    assert_eq!(memory.increment("others", TTL, start + TTL), 1);
}

#[tokio::test]
async fn subscribers_in_memory_hear_what_is_published() {
    let cache = Cache::memory(10);
    cache.publish("accounts", b"too early").await;
    let mut first = cache.subscribe("accounts");
    let mut second = cache.clone().subscribe("accounts");
    cache.publish("accounts", b"7").await;
    assert_eq!(first.next().await, Some(Notice::Message((*b"7").into())));
    assert_eq!(second.next().await, Some(Notice::Message((*b"7").into())));
}

#[tokio::test]
async fn with_redis_away_everything_goes_on_without_it() {
    let cache = redis_at("redis://127.0.0.1:1/");
    cache.put("a", b"1".to_vec(), TTL).await;
    assert_eq!(cache.get("a").await, None);
    assert_eq!(cache.increment("tries", TTL).await, 1);
    assert_eq!(cache.increment("tries", TTL).await, 2);
    let mut subscription = cache.subscribe("accounts");
    cache.publish("accounts", b"7").await;
    assert_eq!(next_message(&mut subscription).await, b"7");
    let health = cache.health().await;
    assert!(health.redis && !health.reachable);
    assert_eq!(health.errors_total, 1, "after the first failure the breaker spares the others");
}

#[tokio::test]
async fn a_redis_that_accepts_and_never_answers_is_given_up_once() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let cache = redis_at(&format!("redis://{}/", silent.local_addr().unwrap()));
    let silence = tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = silent.accept().await {
            held.push(stream);
        }
    });
    for _ in 0..1_000 {
        assert_eq!(cache.get("a").await, None);
    }
    assert_eq!(cache.health().await.errors_total, 1);
    silence.abort();
}

#[test]
fn an_address_that_isnt_one_is_refused_without_quoting_it() {
    for address in ["", "redis", "http://user:hunter2@host/", "redis://user:hunter2@[/"] {
        let fault = Cache::redis(RedisSettings::new(address.into()), 10).unwrap_err();
        assert_eq!(fault, CacheFault::Address);
        assert!(!fault.to_string().contains("hunter2"));
    }
    let settings = RedisSettings::new("redis://user:hunter2@host/".into());
    let cache = Cache::redis(settings.clone(), 10).unwrap();
    assert!(!format!("{settings:?} {cache:?} {:?}", cache.0.redis).contains("hunter2"));
}

#[tokio::test]
async fn redis_keeps_and_forgets_copies() {
    let Some(settings) = real_redis() else { return };
    let (here, there) = (real(&settings), real(&settings));
    assert_eq!(here.get("a").await, None);
    here.put("a", vec![0, 255, 10], TTL).await;
    assert_eq!(there.get("a").await, Some(vec![0, 255, 10]));
    there.remove("a").await;
    assert_eq!(here.get("a").await, None);
    here.put("short", vec![1], Duration::from_millis(1)).await;
    while here.get("short").await.is_some() {
        tokio::task::yield_now().await;
    }
    let health = here.health().await;
    let expected = CacheHealth { redis: true, reachable: true, errors_total: 0, entries: 0 };
    assert_eq!(health, expected);
}

#[tokio::test]
async fn redis_counts_for_all_nodes_and_never_twice_the_same() {
    let Some(settings) = real_redis() else { return };
    let nodes = [real(&settings), real(&settings)];
    let counting = (0..200).map(|number: usize| {
        let node = nodes.iter().cycle().nth(number).unwrap().clone();
        tokio::spawn(async move { node.increment("tries", TTL).await })
    });
    let mut counts: Vec<u64> =
        futures_util::future::join_all(counting).await.into_iter().map(Result::unwrap).collect();
    counts.sort_unstable();
    assert_eq!(counts, (1..=200).collect::<Vec<_>>());
    let [here, _] = nodes;
    here.increment("short", Duration::from_millis(1)).await;
    while here.increment("short", Duration::from_millis(1)).await > 1 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn redis_wakes_the_other_nodes_and_each_hears_a_message_once() {
    let Some(settings) = real_redis() else { return };
    let (here, there) = (real(&settings), real(&settings));
    let mut ours = here.subscribe("accounts");
    let mut theirs = there.subscribe("accounts");
    // The first notice says that the listener is connected.
    assert_eq!(ours.next().await, Some(Notice::Missed));
    assert_eq!(theirs.next().await, Some(Notice::Missed));
    here.publish("accounts", b"from here").await;
    there.publish("accounts", b"from there").await;
    here.publish("other", b"not for us").await;
    here.publish("accounts", b"the end").await;
    let mut heard = [Vec::new(), Vec::new()];
    for (subscription, heard) in [&mut ours, &mut theirs].into_iter().zip(&mut heard) {
        for _ in 0..3 {
            heard.push(next_message(subscription).await);
        }
        heard.sort();
    }
    let expected: [&[u8]; 3] = [b"from here", b"from there", b"the end"];
    assert_eq!(heard.map(|heard| heard == expected), [true, true]);
}

#[tokio::test]
async fn what_could_not_be_removed_is_removed_before_the_next_read() {
    let Some(mut settings) = real_redis() else { return };
    let wire = Wire::to(&settings).await;
    settings.address = wire.address.as_str().into();
    settings.rest_ms = 0;
    let cache = real(&settings);
    for key in ["kept", "removed", "replaced"] {
        cache.put(key, b"old".to_vec(), TTL).await;
    }
    wire.cut();
    while cache.health().await.reachable {
        tokio::task::yield_now().await;
    }
    cache.remove("removed").await;
    cache.put("replaced", b"new".to_vec(), TTL).await;
    wire.mend();
    while !cache.health().await.reachable {
        tokio::task::yield_now().await;
    }
    assert_eq!(cache.get("kept").await, Some(b"old".to_vec()));
    assert_eq!(cache.get("removed").await, None);
    assert_eq!(cache.get("replaced").await, None);
}

#[tokio::test]
async fn a_subscriber_learns_of_every_gap_and_hears_again_after_it() {
    let Some(mut settings) = real_redis() else { return };
    let there = real(&settings);
    let wire = Wire::to(&settings).await;
    settings.address = wire.address.as_str().into();
    let mut ours = real(&settings).subscribe("accounts");
    assert_eq!(ours.next().await, None, "a cache that is gone wakes nobody");
    let here = real(&settings);
    let mut ours = here.subscribe("accounts");
    assert_eq!(ours.next().await, Some(Notice::Missed));
    wire.cut();
    assert_eq!(ours.next().await, Some(Notice::Missed));
    there.publish("accounts", b"unheard").await;
    wire.mend();
    assert_eq!(ours.next().await, Some(Notice::Missed));
    there.publish("accounts", b"heard").await;
    assert_eq!(ours.next().await, Some(Notice::Message((*b"heard").into())));
}

proptest! {
    #[test]
    fn memory_shows_nothing_but_the_last_value_while_it_lives(
        steps in prop::collection::vec((0_u8..4, 0_u64..50, any::<Option<u8>>()), 0..100),
    ) {
        let memory = Memory::new(100);
        let mut truth = std::collections::HashMap::new();
        let mut now = Instant::now();
        for (key, ms, value) in steps {
            now += Duration::from_millis(ms);
            let name = key.to_string();
            if let Some(value) = value {
                memory.put(&name, vec![value], Duration::from_millis(60), now);
                truth.insert(key, (value, now + Duration::from_millis(60)));
            } else {
                let expected = truth.get(&key).filter(|(_, end)| *end > now);
                let expected = expected.map(|(value, _)| vec![*value]);
                prop_assert_eq!(memory.get(&name, now), expected);
            }
        }
    }
}
