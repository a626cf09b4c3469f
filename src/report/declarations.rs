//! Declarations: where they stand, what they are about, and what is late.

use entity::Moment;
use entity::declaration::{DeclarationKind, DeclarationState, Track};

use super::figure::{Name, Share};
use super::monitoring::{FigureGroup, ReportTopic, Section};
use super::scope::Scope;
use super::tally::{Counts, NO_KEY, Tally};
use crate::declaration::terms;
use crate::params;
use crate::store::Fault;

/// One letter for each thing that is true of a declaration; `$1` is now, `$2` and `$3` the period.
const MARKS: &str = "CASE WHEN d.due_at IS NOT NULL THEN 'w' ELSE '' END \
    || CASE WHEN d.due_at <= $1 THEN 'o' ELSE '' END \
    || CASE WHEN d.stopped_at IS NOT NULL THEN 's' ELSE '' END \
    || CASE WHEN d.raised_level IS NOT NULL THEN 'r' ELSE '' END \
    || CASE WHEN d.created_at >= $2 AND d.created_at < $3 THEN 'f' ELSE '' END";

/// Counts declarations.
pub(super) async fn read(scope: &Scope<'_>) -> Result<Section, Fault> {
    let values = params![scope.view.now, Moment::begin_of(scope.from), Moment::end_of(scope.to)];
    let tally = Tally {
        tables: "declaration d JOIN household h ON h.id = d.household_id",
        keys: ["d.state", "d.track || '/' || d.kind", MARKS],
        only: "1 = 1",
        values,
    };
    let counts = Counts::of(scope, scope.declarations, tally).await?;
    let deadlines = deadlines(scope, &counts);
    let share = match deadlines.figures.as_slice() {
        [waiting, overdue, ..] => {
            Some(Share::new("overdue", "超期率", overdue.clone(), waiting.clone()))
        }
        _ => None,
    };
    Ok(Section {
        groups: vec![deadlines, by_state(&counts), by_track(&counts), by_kind(&counts)],
        shares: share.into_iter().collect(),
        columns: vec![
            counts.column(("declarations_waiting", "待办申报"), "waiting=true", |row| {
                row.third.contains('w')
            }),
            counts.column(("declarations_overdue", "超期申报"), "overdue=true", |row| {
                row.third.contains('o')
            }),
        ],
    })
}

fn deadlines(scope: &Scope<'_>, counts: &Counts) -> FigureGroup {
    let filed = scope.period("filed_from", "filed_to");
    let marks = [
        ('w', "waiting", "待办", "waiting=true"),
        ('o', "overdue", "超期", "overdue=true"),
        ('s', "stopped", "中止计时", "stopped=true"),
        ('r', "raised", "已督办", "raised=true"),
        ('f', "filed", "期内新申报", filed.as_str()),
    ];
    let figures = marks.map(|(mark, code, word, query)| {
        counts.figure(Name { code, word, query }, |row| row.third.contains(mark))
    });
    FigureGroup::new(ReportTopic::Deadlines, figures.into())
}

fn by_state(counts: &Counts) -> FigureGroup {
    let figures = DeclarationState::ALL.iter().map(|state| {
        let (code, query) = (state.code(), format!("state={}", state.code()));
        let name = Name { code, word: terms::state(*state), query: &query };
        counts.figure(name, |row| row.first == code)
    });
    FigureGroup::new(ReportTopic::DeclarationStates, figures.collect())
}

fn by_track(counts: &Counts) -> FigureGroup {
    let figures = Track::ALL.iter().map(|track| {
        let (code, query) = (track.code(), format!("track={}", track.code()));
        let word = match track {
            Track::Monitoring => "防返贫监测",
            Track::Service => "服务事项",
        };
        counts.figure(Name { code, word, query: &query }, |row| {
            row.second.split('/').next() == Some(code)
        })
    });
    FigureGroup::new(ReportTopic::DeclarationTracks, figures.collect())
}

fn by_kind(counts: &Counts) -> FigureGroup {
    let figures = DeclarationKind::ALL.iter().map(|kind| {
        let (code, query) = (kind.code(), format!("kind={}", kind.code()));
        counts.figure(Name { code, word: terms::kind(*kind), query: &query }, |row| {
            row.second.split('/').nth(1) == Some(code)
        })
    });
    FigureGroup::new(ReportTopic::DeclarationKinds, figures.collect())
}

/// Counts what went up in the period because it was overdue.
pub(super) async fn escalations(scope: &Scope<'_>) -> Result<Section, Fault> {
    let tally = Tally {
        tables: "declaration_hop k JOIN declaration d ON d.id = k.declaration_id \
            JOIN household h ON h.id = d.household_id",
        keys: ["k.to_level", NO_KEY, NO_KEY],
        only: "k.at >= $1 AND k.at < $2",
        values: params![Moment::begin_of(scope.from), Moment::end_of(scope.to)],
    };
    let counts = Counts::of(scope, scope.escalations, tally).await?;
    let period = scope.period("from", "to");
    let levels = [("community", "到社区"), ("site", "到街道"), ("county", "到县级")];
    let figures = levels.map(|(code, word)| {
        let query = format!("level={code}&{period}");
        counts.figure(Name { code, word, query: &query }, |row| row.first == code)
    });
    let all = Name { code: "all", word: "期内督办", query: &period };
    let mut shown = vec![counts.figure(all, |_| true)];
    shown.extend(figures);
    Ok(Section::of(FigureGroup::new(ReportTopic::Escalations, shown)))
}
