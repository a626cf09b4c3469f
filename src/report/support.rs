//! What is done for households: measures and plans, and who has little income or was noticed by a
//! department.

use entity::clue::ClueState;
use entity::measure::MeasureState;

use super::figure::{Name, Share};
use super::monitoring::{FigureGroup, ReportTopic, Section};
use super::scope::Scope;
use super::tally::{Counts, NO_KEY, Tally};
use crate::income::screening;
use crate::params;
use crate::store::Fault;

/// Counts measures; `$1` is today.
pub(super) async fn measures(scope: &Scope<'_>) -> Result<Section, Fault> {
    let tally = Tally {
        tables: "measure m JOIN household h ON h.id = m.household_id",
        keys: [
            "m.state",
            "CASE WHEN m.state = 'planned' AND m.due_on < $1 THEN 'overdue' ELSE '' END",
            NO_KEY,
        ],
        only: "1 = 1",
        values: params![scope.view.today()],
    };
    let counts = Counts::of(scope, scope.measures, tally).await?;
    let mut figures: Vec<_> = MeasureState::ALL
        .iter()
        .map(|state| {
            let (code, query) = (state.code(), format!("state={}", state.code()));
            let word = match state {
                MeasureState::Planned => "计划中",
                MeasureState::Delivered => "已落实",
                MeasureState::Cancelled => "已取消",
            };
            counts.figure(Name { code, word, query: &query }, |row| row.first == code)
        })
        .collect();
    let late = Name { code: "overdue", word: "超期未落实", query: "overdue=true" };
    figures.push(counts.figure(late, |row| row.second == "overdue"));
    let all = counts.figure(Name { code: "all", word: "全部措施", query: "" }, |_| true);
    let given = Name { code: "delivered", word: "已落实", query: "state=delivered" };
    let given = counts.figure(given, |row| row.first == "delivered");
    let column = counts.column(("measures_overdue", "超期措施"), "overdue=true", |row| {
        row.second == "overdue"
    });
    Ok(Section {
        groups: vec![FigureGroup::new(ReportTopic::Measures, figures)],
        shares: vec![Share::new("measures_delivered", "措施落实率", given, all)],
        columns: vec![column],
    })
}

/// Counts plans.
pub(super) async fn plans(scope: &Scope<'_>) -> Result<Section, Fault> {
    let tally = Tally {
        tables: "support_plan t JOIN household h ON h.id = t.household_id",
        keys: ["CASE WHEN t.closed_at IS NULL THEN 'open' ELSE 'closed' END", NO_KEY, NO_KEY],
        only: "1 = 1",
        values: vec![],
    };
    let counts = Counts::of(scope, scope.plans, tally).await?;
    let figures = [("open", "执行中的计划"), ("closed", "已结束的计划")].map(|(code, word)| {
        let query = format!("status={code}");
        counts.figure(Name { code, word, query: &query }, |row| row.first == code)
    });
    Ok(Section::of(FigureGroup::new(ReportTopic::Plans, figures.into())))
}

/// Counts households below the line of income, and what they lack; `$1` is the year, `$2` the line.
pub(super) async fn screened(scope: &Scope<'_>) -> Result<Section, Fault> {
    let year = i64::from(scope.view.today().year());
    let line = scope.view.world.config.policy.income.line_fen;
    let tables = format!("({}) t JOIN household h ON h.id = t.id", screening::HOUSEHOLDS);
    let tally = Tally {
        tables: &tables,
        keys: [
            "CASE WHEN t.items = 0 THEN 'unknown' ELSE 'below' END",
            "CASE WHEN t.helper_name IS NULL THEN 'helper' ELSE '' END",
            "CASE WHEN t.has_plan THEN '' ELSE 'plan' END",
        ],
        only: "(t.items = 0 OR t.net_fen < $2 * t.members)",
        values: params![year, line],
    };
    let counts = Counts::of(scope, scope.screening, tally).await?;
    let below = format!("year={year}");
    let lacks = |what: &str| format!("year={year}&missing={what}");
    let unknown = format!("year={year}&recorded=false");
    let (helper, plan, both) = (lacks("helper"), lacks("plan"), lacks("both"));
    let poor = |row: &super::tally::Counted| row.first == "below";
    let figures = vec![
        counts.figure(Name { code: "below_line", word: "低于收入线", query: &below }, poor),
        counts.figure(
            Name { code: "no_helper", word: "其中没有联系人", query: &helper },
            |row| poor(row) && row.second == "helper",
        ),
        counts.figure(
            Name { code: "no_plan", word: "其中没有帮扶计划", query: &plan },
            |row| poor(row) && row.third == "plan",
        ),
        counts
            .figure(Name { code: "neither", word: "其中两样都没有", query: &both }, |row| {
                poor(row) && row.second == "helper" && row.third == "plan"
            }),
        counts.figure(
            Name { code: "unrecorded", word: "本年没有收入记录", query: &unknown },
            |row| row.first == "unknown",
        ),
    ];
    let column = counts.column(("below_line", "低于收入线"), below.clone(), poor);
    let groups = vec![FigureGroup::new(ReportTopic::Screening, figures)];
    Ok(Section { groups, shares: vec![], columns: vec![column] })
}

/// Counts clues; `$1` is now.
pub(super) async fn clues(scope: &Scope<'_>) -> Result<Section, Fault> {
    let tally = Tally {
        tables: "clue c JOIN household h ON h.id = c.household_id",
        keys: [
            "c.state",
            "CASE WHEN c.state = 'open' AND c.due_at <= $1 THEN 'overdue' ELSE '' END",
            NO_KEY,
        ],
        only: "1 = 1",
        values: params![scope.view.now],
    };
    let counts = Counts::of(scope, scope.clues, tally).await?;
    let mut figures: Vec<_> = ClueState::ALL
        .iter()
        .map(|state| {
            let (code, query) = (state.code(), format!("state={}", state.code()));
            let word = match state {
                ClueState::Open => "待核查",
                ClueState::Declared => "已转申报",
                ClueState::Cleared => "已排除",
                ClueState::Void => "已撤销",
            };
            counts.figure(Name { code, word, query: &query }, |row| row.first == code)
        })
        .collect();
    let late = Name { code: "overdue", word: "超期未核查", query: "overdue=true" };
    figures.push(counts.figure(late, |row| row.second == "overdue"));
    let column =
        counts.column(("clues_open", "待核查线索"), "state=open", |row| row.first == "open");
    let groups = vec![FigureGroup::new(ReportTopic::Clues, figures)];
    Ok(Section { groups, shares: vec![], columns: vec![column] })
}
