//! The table of steps holds what the rules ask of it.

use super::*;
use crate::auth::permission::ALL;

#[test]
fn no_two_rows_answer_the_same_question() {
    for (place, step) in TABLE.iter().enumerate() {
        for other in TABLE.iter().skip(place + 1) {
            let apart = step.at.zip(other.at).is_some_and(|(one, two)| one != two)
                || step.track.zip(other.track).is_some_and(|(one, two)| one != two);
            assert!(
                apart || (step.from, step.action) != (other.from, other.action),
                "{step:?} {other:?}"
            );
        }
    }
}

#[test]
fn every_row_names_permissions_that_exist() {
    for step in TABLE {
        assert!(!step.by.is_empty());
        for name in step.by {
            assert!(ALL.iter().any(|permission| permission.name == *name), "{name}");
        }
    }
}

#[test]
fn what_the_household_is_told_fits_to_be_read_aloud() {
    for step in TABLE {
        assert!((1..=60).contains(&step.title.chars().count()), "{}", step.title);
        assert!((1..=190).contains(&step.body.chars().count()), "{}", step.body);
    }
}
