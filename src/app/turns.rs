//! Turns for heavy work: a few do it at once, the others wait.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::store::Fault;

/// How many of one kind of heavy work may run at once here.
#[derive(Clone, Debug)]
pub struct Turns(Arc<Semaphore>);

/// Somebody's turn; it ends when this is dropped.
#[derive(Debug)]
pub struct Turn(#[expect(dead_code, reason = "held for its end")] OwnedSemaphorePermit);

impl Turns {
    /// At most `most` at once, and at least one.
    pub fn new(most: u32) -> Self {
        Self(Arc::new(Semaphore::new(usize::try_from(most).unwrap_or(1).max(1))))
    }

    /// Waits until it is one's turn.
    ///
    /// # Errors
    /// A [`Fault`] when nobody gets a turn any more.
    pub async fn wait(&self) -> Result<Turn, Fault> {
        let permit = Arc::clone(&self.0).acquire_owned().await;
        permit.map(Turn).map_err(|_| Fault::Away("no more turns are given"))
    }

    /// Whether somebody who came now would have to wait.
    pub fn are_taken(&self) -> bool {
        self.0.available_permits() == 0
    }
}

impl Turn {
    /// Does the work on a thread where it hinders nobody.
    ///
    /// The turn goes with the work: a caller who leaves makes no room while it still runs.
    ///
    /// # Errors
    /// A [`Fault`] when the work panics.
    pub async fn work<T, F>(self, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let task = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(self);
            done
        });
        task.await.map_err(|_| Fault::Panicked)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::Turns;

    #[tokio::test]
    async fn a_turn_lasts_as_long_as_its_work_though_the_caller_leaves() {
        let turns = Turns::new(1);
        let (end, ended) = mpsc::channel::<()>();
        let (begin, begun) = mpsc::channel();
        let turn = turns.wait().await.unwrap();
        let work = tokio::spawn(turn.work(move || {
            begin.send(()).unwrap();
            ended.recv().unwrap();
        }));
        tokio::task::spawn_blocking(move || begun.recv().unwrap()).await.unwrap();
        work.abort();
        assert!(work.await.unwrap_err().is_cancelled());
        assert!(turns.are_taken());
        let soon = tokio::time::timeout(Duration::from_millis(20), turns.wait()).await;
        assert!(soon.is_err(), "the work still runs");
        end.send(()).unwrap();
        turns.wait().await.unwrap();
    }
}
