//! What a report is about: the node, the period, and which lists the caller may read there.

use entity::id::NodeId;
use time::{Date, Duration};

use super::error::ReportError;
use super::figure::List;
use crate::auth::permission::{
    HandleClues, ReadDeclarations, ReadHouseholds, ReadIncome, ReadMonitoring, ReadReports,
    ReadVisits,
};
use crate::auth::{Grant, Permission};
use crate::http::{Common, Invalid};
use crate::store::{Fault, View};

/// What is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    pub(super) node: Option<NodeId>,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
}

/// Days that a report covers when none are named, and at most.
const USUAL_DAYS: i64 = 30;
const MOST_DAYS: i64 = 366;

/// What a report is about.
#[derive(Debug)]
pub(super) struct Scope<'v> {
    pub(super) view: &'v View<'v>,
    pub(super) node: NodeId,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) declarations: List,
    pub(super) households: List,
    pub(super) records: List,
    pub(super) measures: List,
    pub(super) plans: List,
    pub(super) visits: List,
    pub(super) tasks: List,
    pub(super) screening: List,
    pub(super) clues: List,
    pub(super) escalations: List,
}

impl<'v> Scope<'v> {
    /// What `wanted` asks for, as far as the caller may see it.
    pub(super) async fn of(
        view: &'v View<'v>,
        by: &Grant<ReadReports>,
        wanted: Wanted,
    ) -> Result<Self, ReportError> {
        let node = wanted.node.or_else(|| by.places().nodes.first().copied());
        let node = node.ok_or_else(elsewhere)?;
        if !by.covers(view.sql, node).await? {
            return Err(elsewhere());
        }
        let to = wanted.to.unwrap_or_else(|| view.today());
        let usual = to.saturating_sub(Duration::days(USUAL_DAYS - 1));
        let from = wanted.from.unwrap_or(usual);
        if to < from || (to - from).whole_days() >= MOST_DAYS {
            return Err(ReportError::Period);
        }
        let monitoring = reads::<ReadMonitoring>(view, by, node).await?;
        let visits = reads::<ReadVisits>(view, by, node).await?;
        let declarations = reads::<ReadDeclarations>(view, by, node).await?;
        let households = reads::<ReadHouseholds>(view, by, node).await?;
        let screening = reads::<ReadIncome>(view, by, node).await?;
        let clues = reads::<HandleClues>(view, by, node).await?;
        let list = |path, is_open| List { path, is_open };
        Ok(Self {
            view,
            node,
            from,
            to,
            declarations: list("/declarations", declarations),
            households: list("/households", households),
            records: list("/monitoring-records", monitoring),
            measures: list("/measures", monitoring),
            plans: list("/support-plans", monitoring),
            visits: list("/visits", visits),
            tasks: list("/visit-tasks", visits),
            screening: list("/income-screening", screening),
            clues: list("/clues", clues),
            escalations: list("/escalations", true),
        })
    }

    /// The period as the query of a list whose parameters are called so.
    pub(super) fn period(&self, from: &str, to: &str) -> String {
        format!("{from}={}&{to}={}", self.from, self.to)
    }
}

/// The refusal for a node that does not lie in the caller's area, or nowhere.
pub(super) fn elsewhere() -> ReportError {
    let mut invalid = Invalid::default();
    invalid.add("/node_id", Common::FieldUnknown.entry());
    invalid.into()
}

/// Whether the caller holds `Q` at this node.
async fn reads<Q: Permission>(
    view: &View<'_>,
    by: &Grant<ReadReports>,
    node: NodeId,
) -> Result<bool, Fault> {
    match by.also::<Q>(view.today()) {
        Some(grant) => grant.covers(view.sql, node).await,
        None => Ok(false),
    }
}
