//! Households: how many live here, their colours, and who is monitored.

use entity::colour_result::Colour;
use entity::declaration::Category;

use super::figure::Name;
use super::monitoring::{FigureGroup, ReportTopic, Section};
use super::scope::Scope;
use super::tally::{Counts, NO_KEY, Tally};
use crate::declaration::terms;
use crate::params;
use crate::store::Fault;

/// Counts households by colour.
pub(super) async fn colours(scope: &Scope<'_>) -> Result<Section, Fault> {
    let tally = Tally {
        tables: "household h",
        keys: ["h.colour", NO_KEY, NO_KEY],
        only: "h.state = 'present'",
        values: vec![],
    };
    let counts = Counts::of(scope, scope.households, tally).await?;
    let all = Name { code: "households", word: "在册户数", query: "" };
    let mut figures = vec![counts.figure(all, |_| true)];
    for (colour, word) in COLOURS {
        let (code, query) = (colour.code(), format!("colour={}", colour.code()));
        figures.push(counts.figure(Name { code, word, query: &query }, |row| row.first == code));
    }
    let mut columns = vec![counts.column(("households", "在册户数"), "", |_| true)];
    for (colour, word) in COLOURS {
        let code = colour.code();
        columns
            .push(counts.column((code, word), format!("colour={code}"), |row| row.first == code));
    }
    let groups = vec![FigureGroup::new(ReportTopic::Colours, figures)];
    Ok(Section { groups, shares: vec![], columns })
}

/// The colours with word and shape, the most urgent first.
const COLOURS: [(Colour, &str); 3] =
    [(Colour::Red, "红▲"), (Colour::Yellow, "黄◆"), (Colour::Green, "绿●")];

/// Counts records of monitoring; `$1` is today.
pub(super) async fn monitored(scope: &Scope<'_>) -> Result<Section, Fault> {
    let tally = Tally {
        tables: "monitoring_record t JOIN household h ON h.id = t.household_id",
        keys: [
            "CASE WHEN t.removed_at IS NULL THEN 'open' WHEN t.watch_until > $1 THEN 'watched' \
             WHEN t.watch_until <= $1 THEN 'removed' ELSE '' END",
            "t.category",
            NO_KEY,
        ],
        only: "1 = 1",
        values: params![scope.view.today()],
    };
    let counts = Counts::of(scope, scope.records, tally).await?;
    let status = [("open", "监测帮扶中"), ("watched", "跟踪观察"), ("removed", "已退出")];
    let mut figures: Vec<_> = status
        .iter()
        .map(|(code, word)| {
            let query = format!("status={code}");
            counts.figure(Name { code, word, query: &query }, |row| row.first == *code)
        })
        .collect();
    for category in Category::ALL {
        let code = category.code();
        let query = format!("status=open&category={code}");
        let name = Name { code, word: terms::category(*category), query: &query };
        figures.push(counts.figure(name, |row| row.first == "open" && row.second == code));
    }
    let groups = vec![FigureGroup::new(ReportTopic::Monitored, figures)];
    let column =
        counts.column(("monitored", "监测对象"), "status=open", |row| row.first == "open");
    Ok(Section { groups, shares: vec![], columns: vec![column] })
}
