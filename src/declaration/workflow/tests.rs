//! The table of steps holds what the rules ask of it.

use proptest::prelude::*;

use super::*;
use crate::auth::permission::ALL;

fn after(from: State, at: DeskLevel, action: Action) -> Option<(State, DeskLevel)> {
    next(Some(from), at, action).map(|step| step.leads_to(at))
}

#[test]
fn no_two_rows_answer_the_same_question() {
    for (place, step) in TABLE.iter().enumerate() {
        for other in TABLE.iter().skip(place + 1) {
            let apart = step.at.zip(other.at).is_some_and(|(one, two)| one != two);
            assert!(
                apart || (step.from, step.action) != (other.from, other.action),
                "{step:?} {other:?}"
            );
        }
    }
}

#[test]
fn every_row_names_a_permission_that_exists() {
    for step in TABLE {
        assert!(ALL.iter().any(|permission| permission.name == step.by), "{}", step.by);
    }
}

#[test]
fn a_desk_that_has_to_act_has_a_deadline_and_no_other_has() {
    for step in TABLE {
        assert_eq!(step.due.is_some(), is_open(step.to), "{step:?}");
    }
}

#[test]
fn what_the_household_is_told_fits_to_be_read_aloud() {
    for step in TABLE {
        assert!((1..=60).contains(&step.title.chars().count()), "{}", step.title);
        assert!((1..=190).contains(&step.body.chars().count()), "{}", step.body);
        assert_eq!(step.body.contains("{due}"), step.due.is_some(), "{}", step.body);
    }
}

#[test]
fn what_is_over_stays_over() {
    for state in [State::Refused, State::Withdrawn, State::Closed] {
        for action in Action::ALL {
            for desk in DeskLevel::ALL {
                assert!(after(state, *desk, *action).is_none(), "{state} {action}");
            }
        }
    }
}

#[test]
fn what_did_not_help_goes_up_once_and_never_back() {
    let (community, site) = (DeskLevel::Community, DeskLevel::Site);
    let not_solved = |desk| after(State::Answered, desk, Action::NotSolved);
    assert_eq!(not_solved(community), Some((State::Submitted, site)));
    assert_eq!(not_solved(site), Some((State::Closed, site)));
    assert!(TABLE.iter().all(|step| step.moves_to != Some(community)));
}

#[test]
fn a_household_decides_nothing_and_a_desk_rates_nothing() {
    for step in TABLE {
        let decides = matches!(step.action, Action::Accept | Action::Answer | Action::Refuse);
        assert_eq!(step.decides(), decides, "{step:?}");
    }
}

#[test]
fn a_deadline_skips_the_holiday_and_counts_the_day_that_makes_up_for_it() {
    let calendar = Calendar::built_in().unwrap();
    let policy = crate::config::Config::default().policy.declaration;
    let first = next(None, FIRST_DESK, Action::Declare).unwrap();
    let due = |arrived: &str| {
        let arrived = arrived.parse::<Moment>().unwrap();
        first.due_at(&calendar, &policy, arrived).unwrap().to_string()
    };
    // Saturday, 14 February 2026 is worked; the spring festival takes 15 to 23 February.
    assert_eq!(due("2026-02-13T02:00:00Z"), "2026-02-14T16:00:00.000Z");
    assert_eq!(due("2026-02-14T02:00:00Z"), "2026-02-24T16:00:00.000Z");
}

proptest! {
    #[test]
    fn no_sequence_of_actions_leaves_the_table(
        actions in proptest::collection::vec(0..Action::ALL.len(), 0..40)
    ) {
        let mut now = (None, FIRST_DESK);
        let mut timeline = Vec::new();
        for place in actions {
            let action = *Action::ALL.get(place).unwrap();
            let Some(step) = next(now.0, now.1, action) else { continue };
            let (state, desk) = step.leads_to(now.1);
            prop_assert!(desk >= now.1, "it went down");
            now = (Some(state), desk);
            timeline.push(action);
        }
        let expected = now.0.map(|state| (state, now.1));
        prop_assert_eq!(replay(timeline), expected);
    }
}
