//! How long each step of a declaration takes, in working days.

use std::collections::BTreeMap;

use entity::Moment;
use entity::declaration::DeclarationState;
use entity::id::DeclarationId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::figure::{Figure, Name};
use super::scope::Scope;
use crate::calendar::Calendar;
use crate::declaration::terms;
use crate::params;
use crate::store::Fault;

/// How long declarations stood in a state that they left in the period (环节用时).
#[derive(Clone, Debug, Object, Serialize)]
pub struct StepFigure {
    /// The state that they left.
    pub state: DeclarationState,
    /// How many declarations left it.
    pub left: Figure,
    /// The median of the working days from entering to leaving, in half days where it lies between two;
    /// days on which the clock stood still are among them.
    #[oai(validator(minimum(value = "0")))]
    pub median_working_days: f64,
    /// The longest.
    #[oai(validator(minimum(value = "0")))]
    pub longest_working_days: i64,
}

#[derive(FromQueryResult)]
struct Leaving {
    declaration_id: DeclarationId,
    state: DeclarationState,
    entered_at: Moment,
    left_at: Moment,
}

/// Each time a declaration left a state in the period, with the time at which it came there.
const LEAVINGS: &str = "SELECT s.declaration_id, s.from_state AS state, s.at AS left_at, \
      (SELECT MAX(e.at) FROM declaration_step e WHERE e.declaration_id = s.declaration_id \
        AND e.number < s.number AND e.to_state = s.from_state \
        AND (e.from_state IS NULL OR e.from_state <> e.to_state)) AS entered_at \
    FROM declaration_step s JOIN declaration d ON d.id = s.declaration_id \
    JOIN household h ON h.id = d.household_id \
    WHERE h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = $1) \
      AND s.at >= $2 AND s.at < $3 AND s.from_state <> s.to_state";

/// How long each state lasted, in the order of the workflow; states that nothing left are not named.
pub(super) async fn read(scope: &Scope<'_>) -> Result<Vec<StepFigure>, Fault> {
    let (from, end) = (Moment::begin_of(scope.from), Moment::end_of(scope.to));
    let values = params![scope.node, from, end];
    let leavings: Vec<Leaving> = scope.view.sql.all(LEAVINGS, values).await?;
    let mut spans: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut who: BTreeMap<&str, Vec<DeclarationId>> = BTreeMap::new();
    for leaving in &leavings {
        let state = leaving.state.code();
        spans.entry(state).or_default().push(days(&scope.view.world.calendar, leaving));
        who.entry(state).or_default().push(leaving.declaration_id);
    }
    let figures = DeclarationState::ALL.iter().filter_map(|state| {
        let mut spans = spans.remove(state.code())?;
        let mut who = who.remove(state.code())?;
        spans.sort_unstable();
        who.sort_unstable();
        who.dedup();
        Some(StepFigure {
            state: *state,
            left: left(scope, *state, who.len()),
            median_working_days: median(&spans),
            longest_working_days: spans.last().copied().map_or(0, i64::from),
        })
    });
    Ok(figures.collect())
}

fn left(scope: &Scope<'_>, state: DeclarationState, number: usize) -> Figure {
    let (code, period) = (state.code(), scope.period("left_from", "left_to"));
    let query = format!("left={code}&{period}");
    let name = Name { code, word: terms::state(state), query: &query };
    scope.declarations.figure(scope.node, name, i64::try_from(number).unwrap_or(i64::MAX))
}

fn days(calendar: &Calendar, leaving: &Leaving) -> u32 {
    calendar.working_days_between(leaving.entered_at.day(), leaving.left_at.day())
}

/// The middle of sorted numbers, or half-way between the two in the middle.
fn median(sorted: &[u32]) -> f64 {
    let half = sorted.len() / 2;
    let at = |place: usize| sorted.get(place).copied().map_or(0.0, f64::from);
    if sorted.len() % 2 == 1 {
        at(half)
    } else {
        f64::midpoint(at(half.saturating_sub(1)), at(half))
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_median_is_the_middle_and_not_the_mean() {
        let close = |sorted: &[u32], wanted: f64| (median(sorted) - wanted).abs() < f64::EPSILON;
        assert!(close(&[], 0.0));
        assert!(close(&[4], 4.0));
        assert!(close(&[1, 2], 1.5));
        assert!(close(&[1, 2, 90], 2.0));
        assert!(close(&[0, 2, 4, 90], 3.0));
    }
}
