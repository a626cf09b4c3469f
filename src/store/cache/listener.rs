//! The listener: brings what other nodes publish through Redis to this node's subscribers.
//!
//! It reconnects for as long as the cache lives and says so once each way. After every gap it tells
//! the subscribers that they may have missed something. A Redis that hangs is noticed by a ping.

use std::sync::Weak;
use std::time::Duration;

use futures_util::StreamExt;
use redis::aio::{PubSub, PubSubSink};
use redis::{RedisError, RedisResult};
use tokio::time::{interval, sleep, timeout};

use super::Inner;

/// How long between two attempts, and between two pings.
const PAUSE: Duration = Duration::from_secs(1);

/// Listens until the cache is gone.
pub(super) async fn listen(cache: Weak<Inner>) {
    let mut lost = false;
    loop {
        let Some(attempt) = connect(&cache).await else { return };
        match attempt {
            Ok(connection) => {
                if lost {
                    tracing::info!("redis wakes this node again");
                }
                // Even the first time: something may have been published before we listened.
                announce_gap(&cache);
                if !relay(&cache, connection).await {
                    return;
                }
                announce_gap(&cache);
                tracing::warn!("redis no longer wakes this node; it looks for itself");
            }
            Err(kind) if !lost => {
                tracing::warn!(kind, "redis doesn't wake this node; it looks for itself");
            }
            Err(_) => {}
        }
        lost = true;
        sleep(PAUSE).await;
    }
}

/// A connection that listens to all our channels; `None` when the cache is gone.
async fn connect(cache: &Weak<Inner>) -> Option<Result<PubSub, String>> {
    let inner = cache.upgrade()?;
    let redis = inner.redis.as_ref()?;
    let (client, pattern) = (redis.client().clone(), format!("{}*", redis.channel_prefix()));
    drop(inner);
    let attempt = async {
        let mut connection = client.get_async_pubsub().await?;
        connection.psubscribe(pattern).await?;
        Ok(connection)
    };
    let attempt: Result<RedisResult<PubSub>, _> = timeout(PAUSE, attempt).await;
    Some(match attempt {
        Ok(result) => result.map_err(|error: RedisError| error.category().to_owned()),
        Err(_) => Err("timeout".to_owned()),
    })
}

/// Hands on what comes until the connection ends; false when the cache is gone.
async fn relay(cache: &Weak<Inner>, connection: PubSub) -> bool {
    let (sink, mut messages) = connection.split();
    let mut pings = interval(PAUSE);
    loop {
        tokio::select! {
            message = messages.next() => {
                let Some(inner) = cache.upgrade() else { return false };
                let Some(message) = message else { return true };
                hand_on(&inner, &message);
            }
            _ = pings.tick() => {
                if cache.strong_count() == 0 {
                    return false;
                }
                if !answers(sink.clone()).await {
                    return true;
                }
            }
        }
    }
}

fn hand_on(inner: &Inner, message: &redis::Msg) {
    let Some(redis) = &inner.redis else { return };
    let prefix = redis.channel_prefix();
    let channel = message.get_channel_name().strip_prefix(&prefix);
    if let (Some(channel), Some(payload)) = (channel, redis.foreign(message.get_payload_bytes())) {
        inner.hub.deliver(channel, payload);
    }
}

async fn answers(mut sink: PubSubSink) -> bool {
    let pong = timeout(PAUSE, sink.ping::<redis::Value>()).await;
    matches!(pong, Ok(Ok(_)))
}

fn announce_gap(cache: &Weak<Inner>) {
    if let Some(inner) = cache.upgrade() {
        inner.hub.miss();
    }
}
