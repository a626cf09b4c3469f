//! The report of monitoring: all figures of a node, group by group.

use entity::Moment;
use entity::grid_node::NodeKind;
use entity::id::NodeId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::children::{self, ChildFigures};
use super::error::ReportError;
use super::figure::{Figure, Share};
use super::rounds::{self, RoundShare};
use super::scope::{self, Scope, Wanted};
use super::steps::{self, StepFigure};
use super::tally::Column;
use super::{declarations, households, support, visits};
use crate::auth::Grant;
use crate::auth::permission::ReadReports;
use crate::params;
use crate::store::{Fault, View};

entity::codes! {
    /// What a group of figures is about.
    pub enum ReportTopic {
        /// What waits and what is late (办理时限).
        Deadlines = "deadlines",
        /// Declarations by state (申报状态).
        DeclarationStates = "declaration_states",
        /// Declarations by track (申报类别).
        DeclarationTracks = "declaration_tracks",
        /// Declarations by kind (申报事由).
        DeclarationKinds = "declaration_kinds",
        /// What went up because it was late (督办).
        Escalations = "escalations",
        /// Who is monitored (监测对象).
        Monitored = "monitored",
        /// Households by colour (三色管理).
        Colours = "colours",
        /// Visits that were made (走访).
        Visits = "visits",
        /// Visits that were due (应访).
        VisitTasks = "visit_tasks",
        /// Measures (帮扶措施).
        Measures = "measures",
        /// Plans (帮扶计划).
        Plans = "plans",
        /// Households below the line of income (收入筛查).
        Screening = "screening",
        /// Clues from departments (部门线索).
        Clues = "clues",
    }
}

impl ReportTopic {
    /// In Chinese, for a heading.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Deadlines => "办理时限",
            Self::DeclarationStates => "申报状态",
            Self::DeclarationTracks => "申报类别",
            Self::DeclarationKinds => "申报事由",
            Self::Escalations => "督办",
            Self::Monitored => "监测对象",
            Self::Colours => "三色管理",
            Self::Visits => "走访",
            Self::VisitTasks => "应访",
            Self::Measures => "帮扶措施",
            Self::Plans => "帮扶计划",
            Self::Screening => "收入筛查",
            Self::Clues => "部门线索",
        }
    }
}

/// Figures that belong together.
#[derive(Clone, Debug, Object, Serialize)]
pub struct FigureGroup {
    /// What they are about.
    pub topic: ReportTopic,
    /// The same in Chinese.
    #[oai(validator(max_length = 20))]
    pub word: String,
    /// The figures.
    #[oai(validator(max_items = 50))]
    pub figures: Vec<Figure>,
}

impl FigureGroup {
    pub(super) fn new(topic: ReportTopic, figures: Vec<Figure>) -> Self {
        Self { topic, word: topic.word().to_owned(), figures }
    }
}

/// The figures of monitoring for a node and a period (防返贫监测统计).
#[derive(Clone, Debug, Object, Serialize)]
pub struct MonitoringReport {
    /// The node.
    pub node_id: NodeId,
    /// Its level.
    pub kind: NodeKind,
    /// Its name.
    #[oai(validator(max_length = 100))]
    pub name: String,
    /// When all of it was counted.
    pub as_of: Moment,
    /// The first day of the period; figures that say so count what happened in it, all others what stands
    /// now.
    #[serde(with = "crate::identity::day")]
    pub from: Date,
    /// The last day of the period.
    #[serde(with = "crate::identity::day")]
    pub to: Date,
    /// The figures.
    #[oai(validator(max_items = 20))]
    pub groups: Vec<FigureGroup>,
    /// Parts of wholes.
    #[oai(validator(max_items = 20))]
    pub shares: Vec<Share>,
    /// The latest monthly round of each site.
    #[oai(validator(max_items = 1000))]
    pub rounds: Vec<RoundShare>,
    /// How long declarations stood in each state that they left in the period.
    #[oai(validator(max_items = 20))]
    pub steps: Vec<StepFigure>,
    /// The nodes right below, side by side.
    #[oai(validator(max_items = 1000))]
    pub children: Vec<ChildFigures>,
}

/// Part of a report: its groups and shares, and what it says of each child.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) groups: Vec<FigureGroup>,
    pub(super) shares: Vec<Share>,
    pub(super) columns: Vec<Column>,
}

impl Section {
    /// One group and nothing else.
    pub(super) fn of(group: FigureGroup) -> Self {
        Self { groups: vec![group], shares: vec![], columns: vec![] }
    }
}

#[derive(FromQueryResult)]
struct Head {
    kind: NodeKind,
    name: String,
}

/// Counts all of it.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<ReadReports>,
    wanted: Wanted,
) -> Result<MonitoringReport, ReportError> {
    let scope = Scope::of(view, by, wanted).await?;
    let sql = "SELECT kind, name FROM grid_node WHERE id = $1";
    let head: Option<Head> = view.sql.one(sql, params![scope.node]).await?;
    let head = head.ok_or_else(scope::elsewhere)?;
    let (mut groups, mut shares, mut columns) = (vec![], vec![], vec![]);
    for section in sections(&scope).await? {
        groups.extend(section.groups);
        shares.extend(section.shares);
        columns.extend(section.columns);
    }
    Ok(MonitoringReport {
        node_id: scope.node,
        kind: head.kind,
        name: head.name,
        as_of: view.now,
        from: scope.from,
        to: scope.to,
        groups,
        shares,
        rounds: rounds::read(&scope).await?,
        steps: steps::read(&scope).await?,
        children: children::read(&scope, &columns).await?,
    })
}

async fn sections(scope: &Scope<'_>) -> Result<[Section; 10], Fault> {
    Ok([
        declarations::read(scope).await?,
        declarations::escalations(scope).await?,
        households::monitored(scope).await?,
        households::colours(scope).await?,
        visits::made(scope).await?,
        visits::due(scope).await?,
        support::measures(scope).await?,
        support::plans(scope).await?,
        support::screened(scope).await?,
        support::clues(scope).await?,
    ])
}
