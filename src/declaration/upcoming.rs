//! What happens next to a declaration: what, by whom, until when; in words that can be read aloud.

use entity::Moment;
use entity::declaration::{DeclarationState as State, DeskLevel, StopCause, Track};
use poem_openapi::Object;
use serde::Serialize;

use super::sentence::last_day;
use super::terms;

entity::codes! {
    /// Who has to act next.
    pub enum NextActor {
        /// The household itself (户里).
        Household = "household",
        /// The desk at which it lies (经办).
        Desk = "desk",
        /// The community, which holds the meeting and hangs out the notice (社区).
        Community = "community",
        /// The street office (街道).
        Street = "street",
        /// The county (县里).
        County = "county",
        /// The household's helper (帮扶联系人).
        Helper = "helper",
    }
}

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize)]
pub struct NextStep {
    /// Who has to act.
    pub actor: NextActor,
    /// Until when; absent where there is no deadline, and while the clock stands still.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// The same in plain words.
    #[oai(validator(max_length = 300))]
    pub sentence: String,
}

/// Where a declaration stands, as far as what comes next depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now<'a> {
    pub(super) state: State,
    pub(super) track: Track,
    pub(super) level: DeskLevel,
    /// The name of the desk's place.
    pub(super) office: &'a str,
    pub(super) due_at: Option<Moment>,
    pub(super) stopped_for: Option<StopCause>,
    pub(super) has_appealed: bool,
    /// The end of its public notice, while one hangs.
    pub(super) notice_ends: Option<Moment>,
    /// Whether the reader is of the household.
    pub(super) is_own: bool,
}

/// What happens next; none where it is over.
pub(super) fn upcoming(now: &Now<'_>) -> Option<NextStep> {
    let actor = actor(now)?;
    let sentence = match now.stopped_for {
        Some(StopCause::Pause) => "办理暂停了，时限不计算，恢复时会告诉家里。".to_owned(),
        Some(StopCause::Objection) => "公示有异议，社区正在核实答复，答复后接着办理。".to_owned(),
        None => going_on(now, actor),
    };
    Some(NextStep { actor, due_at: now.due_at, sentence })
}

const fn actor(now: &Now<'_>) -> Option<NextActor> {
    match now.state {
        State::Submitted | State::Accepted | State::Appealed => Some(NextActor::Desk),
        State::Returned | State::Answered => Some(NextActor::Household),
        State::Verified | State::Reviewed => Some(NextActor::Community),
        State::InNotice => Some(match now.stopped_for {
            Some(StopCause::Objection) => NextActor::Community,
            _ => NextActor::Street,
        }),
        State::StreetReviewed => Some(NextActor::County),
        State::Supporting => Some(NextActor::Helper),
        State::Refused if !now.has_appealed => Some(NextActor::Household),
        State::Refused | State::RiskRemoved | State::Withdrawn | State::Closed => None,
    }
}

fn going_on(now: &Now<'_>, actor: NextActor) -> String {
    let home = if now.is_own { "您家" } else { "这户" };
    let until = now.due_at.map_or(String::new(), |due| format!("，最晚{}", last_day(due)));
    let office = match actor {
        NextActor::Desk => format!("{}（{}）的工作人员", terms::level(now.level), now.office),
        NextActor::Community => "社区".to_owned(),
        NextActor::Street => "街道".to_owned(),
        NextActor::County => "县里".to_owned(),
        NextActor::Helper => "帮扶联系人".to_owned(),
        NextActor::Household => home.to_owned(),
    };
    match now.state {
        State::Returned => format!("等{home}补充材料，补充后接着办理。"),
        State::Answered => format!("等{home}说说问题解决了没有；没解决的，会转到上一级。"),
        State::Refused => format!("{home}不同意的话可以申诉一次，由别的工作人员重新决定。"),
        State::Supporting => format!("帮扶联系人会上门，和{home}商量帮扶办法并逐项落实。"),
        State::InNotice => match now.notice_ends {
            Some(ends) => format!("公示到{}，期满后由街道审核{until}。", last_day(ends)),
            None => format!("公示期满后由街道审核{until}。"),
        },
        _ => {
            let deed = terms::due_deed(now.state, now.track).unwrap_or("办理");
            format!("接下来由{office}{deed}{until}。")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Now<'_> = Now {
        state: State::Submitted,
        track: Track::Monitoring,
        level: DeskLevel::Community,
        office: "北社区",
        due_at: None,
        stopped_for: None,
        has_appealed: false,
        notice_ends: None,
        is_own: true,
    };

    #[test]
    fn it_says_what_by_whom_and_until_when() {
        let due_at = Some("2026-03-03T16:00:00Z".parse().unwrap());
        let next = upcoming(&Now { due_at, ..NOW }).unwrap();
        assert_eq!(next.sentence, "接下来由社区（北社区）的工作人员受理，最晚3月3日。");
        assert_eq!((next.actor, next.due_at), (NextActor::Desk, due_at));
    }

    #[test]
    fn every_state_that_is_not_over_has_a_sentence_that_fits_to_be_read_aloud() {
        for state in State::ALL {
            for track in Track::ALL {
                let Some(next) = upcoming(&Now { state: *state, track: *track, ..NOW }) else {
                    let over = [State::RiskRemoved, State::Withdrawn, State::Closed];
                    assert!(over.contains(state), "{state}");
                    continue;
                };
                assert!((8..=60).contains(&next.sentence.chars().count()), "{}", next.sentence);
            }
        }
    }

    #[test]
    fn after_the_one_appeal_a_refusal_is_the_end() {
        let refused = Now { state: State::Refused, ..NOW };
        assert!(upcoming(&refused).is_some());
        assert_eq!(upcoming(&Now { has_appealed: true, ..refused }), None);
    }
}
