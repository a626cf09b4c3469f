//! The states of a posting as a table: which deed leads from which state to which.

use entity::job_posting::PostingState;

/// What can be done with a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PostingDeed {
    /// Sent to households; again, to more of them.
    Publish,
    /// Halted for a while.
    Pause,
    /// Taken up again.
    Resume,
    /// Taken back for good.
    Withdraw,
    /// Ended by its last day.
    Expire,
}

use PostingDeed::{Expire, Pause, Publish, Resume, Withdraw};
use PostingState::{Draft, Expired, Paused, Published, Withdrawn};

/// Every step that there is.
pub(super) const STEPS: &[(PostingState, PostingDeed, PostingState)] = &[
    (Draft, Publish, Published),
    (Published, Publish, Published),
    (Published, Pause, Paused),
    (Paused, Resume, Published),
    (Draft, Withdraw, Withdrawn),
    (Published, Withdraw, Withdrawn),
    (Paused, Withdraw, Withdrawn),
    (Published, Expire, Expired),
    (Paused, Expire, Expired),
];

/// Where `deed` leads from `state`; nowhere when the state forbids it.
pub(super) fn after(state: PostingState, deed: PostingDeed) -> Option<PostingState> {
    let step = STEPS.iter().find(|(from, by, _)| *from == state && *by == deed);
    step.map(|(_, _, to)| *to)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEEDS: [PostingDeed; 5] = [Publish, Pause, Resume, Withdraw, Expire];

    #[test]
    fn nothing_leaves_an_ended_posting() {
        for state in [PostingState::Filled, Expired, Withdrawn] {
            for deed in DEEDS {
                assert_eq!(after(state, deed), None, "{state} {deed:?}");
            }
        }
    }

    #[test]
    fn a_draft_neither_pauses_nor_expires() {
        for deed in [Pause, Resume, Expire] {
            assert_eq!(after(Draft, deed), None, "{deed:?}");
        }
    }

    #[test]
    fn a_deed_leads_to_one_state_only() {
        for deed in DEEDS {
            let steps = STEPS.iter().filter(|(_, by, _)| *by == deed);
            let mut ends: Vec<_> = steps.map(|(_, _, to)| *to).collect();
            ends.dedup();
            assert_eq!(ends.len(), 1, "{deed:?}");
        }
    }
}
