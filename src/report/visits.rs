//! Visits in the period: those that were made, and those that were due.

use entity::Moment;
use entity::visit::VisitOutcome;
use entity::visit_task::VisitTaskState;

use super::figure::{Name, Share};
use super::monitoring::{FigureGroup, ReportTopic, Section};
use super::scope::Scope;
use super::tally::{Counts, NO_KEY, Tally};
use crate::params;
use crate::store::Fault;

/// Counts visits of the period by what was found.
pub(super) async fn made(scope: &Scope<'_>) -> Result<Section, Fault> {
    let tally = Tally {
        tables: "visit v JOIN household h ON h.id = v.household_id",
        keys: ["v.outcome", NO_KEY, NO_KEY],
        only: "v.visited_at >= $1 AND v.visited_at < $2",
        values: params![Moment::begin_of(scope.from), Moment::end_of(scope.to)],
    };
    let counts = Counts::of(scope, scope.visits, tally).await?;
    let period = scope.period("from", "to");
    let all = Name { code: "all", word: "期内走访", query: &period };
    let mut figures = vec![counts.figure(all, |_| true)];
    for outcome in VisitOutcome::ALL {
        let (code, word) = (outcome.code(), outcome_word(*outcome));
        let query = format!("outcome={code}&{period}");
        figures.push(counts.figure(Name { code, word, query: &query }, |row| row.first == code));
    }
    let column = counts.column(("visits", "期内走访"), period, |_| true);
    let groups = vec![FigureGroup::new(ReportTopic::Visits, figures)];
    Ok(Section { groups, shares: vec![], columns: vec![column] })
}

const fn outcome_word(outcome: VisitOutcome) -> &'static str {
    match outcome {
        VisitOutcome::NothingChanged => "无变化",
        VisitOutcome::Changed => "有变化",
        VisitOutcome::NotHome => "家中无人",
    }
}

/// Counts visits that were due in the period by what became of them; `$1` is today.
pub(super) async fn due(scope: &Scope<'_>) -> Result<Section, Fault> {
    let late = "CASE WHEN t.state = 'missed' OR (t.state = 'open' AND t.due_on < $1) \
        THEN 'late' ELSE '' END";
    let tally = Tally {
        tables: "visit_task t JOIN household h ON h.id = t.household_id",
        keys: ["t.state", late, NO_KEY],
        only: "t.due_on >= $2 AND t.due_on <= $3",
        values: params![scope.view.today(), scope.from, scope.to],
    };
    let counts = Counts::of(scope, scope.tasks, tally).await?;
    let period = scope.period("due_from", "due_to");
    let all = Name { code: "all", word: "期内应访", query: &period };
    let all = counts.figure(all, |_| true);
    let late = format!("overdue=true&{period}");
    let name = Name { code: "overdue", word: "漏访或超期", query: &late };
    let overdue = counts.figure(name, |row| row.second == "late");
    let mut figures = vec![all.clone(), overdue.clone()];
    for state in VisitTaskState::ALL {
        let (code, word) = (state.code(), state_word(*state));
        let query = format!("state={code}&{period}");
        figures.push(counts.figure(Name { code, word, query: &query }, |row| row.first == code));
    }
    let column =
        counts.column(("visits_overdue", "漏访或超期"), late, |row| row.second == "late");
    Ok(Section {
        groups: vec![FigureGroup::new(ReportTopic::VisitTasks, figures)],
        shares: vec![Share::new("visits_overdue", "漏访率", overdue, all)],
        columns: vec![column],
    })
}

const fn state_word(state: VisitTaskState) -> &'static str {
    match state {
        VisitTaskState::Open => "待走访",
        VisitTaskState::Done => "已走访",
        VisitTaskState::Missed => "漏访",
        VisitTaskState::Void => "已失效",
    }
}
