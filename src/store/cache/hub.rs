//! Wake-ups within this process: who subscribed to what.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast::{self, Receiver, Sender};

/// How many notices wait for a slow subscriber before it misses some.
const WAITING_MAX: usize = 256;

/// What a subscriber hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Somebody published this.
    Message(Arc<[u8]>),
    /// Something may have been missed: look at the truth.
    Missed,
}

/// What comes through one channel.
#[derive(Debug)]
pub struct Subscription(Receiver<Notice>);

impl Subscription {
    /// Waits for the next notice; `None` when the cache is gone. Dropping the wait loses nothing.
    pub async fn next(&mut self) -> Option<Notice> {
        match self.0.recv().await {
            Ok(notice) => Some(notice),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Notice::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// The channels of this process.
#[derive(Default)]
pub(super) struct Hub {
    channels: Mutex<HashMap<String, Sender<Notice>>>,
    listened: AtomicBool,
}

impl Hub {
    pub(super) fn subscribe(&self, channel: &str) -> Subscription {
        let mut channels = self.lock();
        channels.retain(|_, sender| sender.receiver_count() > 0);
        let sender =
            channels.entry(channel.to_owned()).or_insert_with(|| broadcast::channel(WAITING_MAX).0);
        Subscription(sender.subscribe())
    }

    /// Hands `payload` to the subscribers of `channel`.
    pub(super) fn deliver(&self, channel: &str, payload: &[u8]) {
        if let Some(sender) = self.lock().get(channel) {
            // It fails when nobody is left, which is no fault.
            let _ = sender.send(Notice::Message(payload.into()));
        }
    }

    /// Tells everybody that something may have been missed.
    pub(super) fn miss(&self) {
        for sender in self.lock().values() {
            let _ = sender.send(Notice::Missed);
        }
    }

    /// True the first time: whoever asked starts the listener.
    pub(super) fn claims_listener(&self) -> bool {
        !self.listened.swap(true, Ordering::AcqRel)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Sender<Notice>>> {
        // No operation on the map can leave it half done.
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Hub, Notice, WAITING_MAX};

    #[tokio::test]
    async fn a_slow_subscriber_learns_that_it_missed_something() {
        let hub = Hub::default();
        let mut slow = hub.subscribe("accounts");
        for number in 0..=WAITING_MAX {
            hub.deliver("accounts", &number.to_be_bytes());
        }
        assert_eq!(slow.next().await, Some(Notice::Missed));
        assert_eq!(slow.next().await, Some(Notice::Message(1_usize.to_be_bytes().into())));
    }

    #[tokio::test]
    async fn channels_are_apart_and_end_with_the_hub() {
        let hub = Hub::default();
        let (mut a, mut b) = (hub.subscribe("a"), hub.subscribe("b"));
        hub.deliver("a", b"1");
        hub.deliver("b", b"2");
        hub.deliver("nobody", b"3");
        hub.miss();
        assert_eq!(a.next().await, Some(Notice::Message((*b"1").into())));
        assert_eq!(a.next().await, Some(Notice::Missed));
        assert_eq!(b.next().await, Some(Notice::Message((*b"2").into())));
        drop(hub);
        assert_eq!(a.next().await, None);
    }
}
