//! Mixed writes by several people at once, each with an id and a key made beforehand, and what was
//! acknowledged of them.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::client::{Client, Said, fresh};

/// A write that somebody sent.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    /// Who, as a place in the scene's cast.
    pub(crate) who: usize,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) key: Uuid,
    /// The reply's body; none when the reply never came.
    pub(crate) reply: Option<String>,
}

impl Write {
    /// A write with a new key.
    pub(crate) fn new(who: usize, path: impl Into<String>, body: Value) -> Self {
        Self { who, path: path.into(), body, key: fresh(), reply: None }
    }

    /// Sends it, or sends it again.
    pub(crate) async fn send(&self, client: &Client) -> Result<Said, reqwest::Error> {
        client.try_post(&self.path, self.key, &self.body).await
    }
}

/// Counts acknowledgements, and tells who waits for a number of them.
#[derive(Clone, Default)]
pub(crate) struct Counter(Arc<(AtomicUsize, Notify)>);

impl Counter {
    fn one_more(&self) {
        self.0.0.fetch_add(1, Ordering::SeqCst);
        self.0.1.notify_waiters();
    }

    /// Waits until there are so many.
    pub(crate) async fn reaches(&self, count: usize) {
        loop {
            let news = self.0.1.notified();
            if self.0.0.load(Ordering::SeqCst) >= count {
                return;
            }
            news.await;
        }
    }
}

/// What became of one person's writes.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// Acknowledged with success.
    pub(crate) acknowledged: Vec<Write>,
    /// Sent, but the program was gone before its reply came.
    pub(crate) unanswered: Option<Write>,
    /// Refused, and why.
    pub(crate) refused: Vec<String>,
}

/// Sends writes one after the other until the program is gone.
pub(crate) async fn send_until_gone<F>(client: Client, counter: Counter, mut next: F) -> Sent
where
    F: FnMut(&VecDeque<Said>) -> Write,
{
    let mut sent = Sent::default();
    let mut last = VecDeque::new();
    loop {
        let mut write = next(&last);
        match write.send(&client).await {
            Ok(said) if said.is_ok() => {
                write.reply = Some(said.text.clone());
                sent.acknowledged.push(write);
                counter.one_more();
                last.push_front(said);
                last.truncate(1);
            }
            Ok(said) => sent.refused.push(format!("{} {} {}", write.path, said.status, said.text)),
            Err(_) => {
                sent.unanswered = Some(write);
                return sent;
            }
        }
    }
}
