//! The breaker: after a failure nobody asks Redis for a while, then one asks for all.

use std::time::Duration;

use tokio::time::Instant;

/// Whether Redis may be asked.
#[derive(Debug)]
pub(super) struct Breaker {
    rest: Duration,
    closed_until: Option<Instant>,
}

impl Breaker {
    /// A breaker that lets Redis rest for `rest` after a failure.
    pub(super) fn new(rest: Duration) -> Self {
        Self { rest, closed_until: None }
    }

    /// Whether to ask now. After a rest it says yes once and rests again, until that one succeeds.
    pub(super) fn lets_through(&mut self, now: Instant) -> bool {
        match self.closed_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                self.closed_until = now.checked_add(self.rest);
                true
            }
        }
    }

    /// Redis failed; true when it hadn't before.
    pub(super) fn failed(&mut self, now: Instant) -> bool {
        let first = self.closed_until.is_none();
        self.closed_until = now.checked_add(self.rest);
        first
    }

    /// Redis answered; true when it had failed before.
    pub(super) fn answered(&mut self) -> bool {
        self.closed_until.take().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{Breaker, Duration, Instant};

    const REST: Duration = Duration::from_secs(1);

    #[test]
    fn after_a_failure_one_at_a_time_may_try() {
        let mut breaker = Breaker::new(REST);
        let start = Instant::now();
        assert!(breaker.lets_through(start) && breaker.lets_through(start));
        assert!(breaker.failed(start));
        assert!(!breaker.failed(start), "the second failure is no news");
        assert!(!breaker.lets_through(start));
        assert!(breaker.lets_through(start + REST));
        assert!(!breaker.lets_through(start + REST), "one tries, the others wait for its news");
        assert!(
            breaker.lets_through(start + 2 * REST),
            "an attempt that never ended isn't the last"
        );
    }

    #[test]
    fn an_answer_opens_the_way_for_all() {
        let mut breaker = Breaker::new(REST);
        let start = Instant::now();
        breaker.failed(start);
        assert!(breaker.lets_through(start + REST));
        assert!(breaker.answered());
        assert!(!breaker.answered());
        assert!(breaker.lets_through(start + REST) && breaker.lets_through(start + REST));
    }
}
