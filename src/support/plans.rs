//! Plans as staff see them: one, and the list.

use std::sync::Arc;

use entity::Moment;
use entity::id::{HouseholdId, NodeId, PlanId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::SupportError;
use super::listing::{Listing, Source, Turn};
use super::whose::Whose;
use crate::app::App;
use crate::auth::permission::ReadMonitoring;
use crate::auth::{Allowed, Grant};
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::audit::Subject;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};

entity::codes! {
    /// Whether a plan goes on.
    pub enum PlanStatus {
        /// It does.
        Open = "open",
        /// It is closed.
        Closed = "closed",
    }
}

/// A support plan (帮扶计划) of a household.
#[derive(Clone, Debug, Object, Serialize)]
pub struct SupportPlan {
    /// Names it.
    pub plan_id: PlanId,
    /// Whose it is.
    pub household_id: HouseholdId,
    /// The number of the household.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// The head of the household, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// Building, unit and room.
    #[oai(validator(max_length = 300))]
    pub door: String,
    /// The household's helper.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helper_name: Option<String>,
    /// What shall be reached.
    #[oai(validator(max_length = 500))]
    pub goal: String,
    /// The first day.
    #[serde(with = "crate::identity::day")]
    pub starts_on: Date,
    /// The last day.
    #[serde(with = "crate::identity::day")]
    pub ends_on: Date,
    /// Measures of the plan that are still intended.
    #[oai(validator(minimum(value = "0")))]
    pub planned: i64,
    /// Measures of the plan that were given.
    #[oai(validator(minimum(value = "0")))]
    pub delivered: i64,
    /// Whether it goes on.
    pub status: PlanStatus,
    /// When it was closed.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Moment>,
    /// Rises with every change.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// When it was written.
    pub created_at: Moment,
}

#[derive(FromQueryResult)]
struct Row {
    id: PlanId,
    #[sea_orm(nested)]
    whose: Whose,
    helper_name: Option<String>,
    goal: String,
    starts_on: Date,
    ends_on: Date,
    planned: i64,
    delivered: i64,
    closed_at: Option<Moment>,
    version: i64,
    created_at: Moment,
}

impl From<Row> for SupportPlan {
    fn from(row: Row) -> Self {
        Self {
            plan_id: row.id,
            household_id: row.whose.household_id,
            household_number: row.whose.household_number.clone(),
            head_name: row.whose.head_masked(),
            door: row.whose.door(),
            helper_name: row.helper_name,
            goal: row.goal,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            planned: row.planned,
            delivered: row.delivered,
            status: if row.closed_at.is_none() { PlanStatus::Open } else { PlanStatus::Closed },
            closed_at: row.closed_at,
            version: row.version,
            created_at: row.created_at,
        }
    }
}

const SOURCE: Source = Source {
    name: "support_plans",
    columns: "t.id, t.goal, t.starts_on, t.ends_on, t.closed_at, t.version, t.created_at, \
        (SELECT b.name FROM helper b WHERE b.household_id = h.id AND b.ended_at IS NULL) \
          AS helper_name, \
        (SELECT COUNT(*) FROM measure m WHERE m.plan_id = t.id AND m.state = 'planned') AS planned, \
        (SELECT COUNT(*) FROM measure m WHERE m.plan_id = t.id AND m.state = 'delivered') \
          AS delivered",
    tables: "support_plan t JOIN household h ON h.id = t.household_id",
    with_household: true,
    key: "t.id",
};

/// What of the plans is asked for.
#[derive(Clone, Debug, Default)]
pub struct PlanFilter {
    /// Only those that go on, or only closed ones.
    pub status: Option<PlanStatus>,
    /// Only of households at or below this node.
    pub node: Option<NodeId>,
    /// Only of this household.
    pub household: Option<HouseholdId>,
}

/// Lists plans of the caller's area, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadMonitoring>,
    filter: PlanFilter,
    turn: Turn<'_>,
) -> Result<Page<SupportPlan>, ApiError> {
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("h.node_id", None, &mut list.values);
    list.only(clause);
    match filter.status {
        Some(PlanStatus::Open) => list.only("t.closed_at IS NULL"),
        Some(PlanStatus::Closed) => list.only("t.closed_at IS NOT NULL"),
        None => {}
    }
    list.only_if(BELOW, filter.node);
    list.only_if("t.household_id = ?", filter.household);
    list.page(view, keys, turn, |row: Row| SupportPlan::from(row), |plan| plan.plan_id.0).await
}

/// Rows of households at or below a node.
pub(crate) const BELOW: &str = "h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = ?)";

/// The plan with this id, wherever it lies.
pub(super) async fn one(sql: Sql<'_>, id: PlanId) -> Result<Option<SupportPlan>, Fault> {
    let row: Option<Row> =
        sql.one(format!("{} WHERE t.id = $1", SOURCE.select()), params![id]).await?;
    Ok(row.map(SupportPlan::from))
}

/// Reads a plan; staff who do are written down.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadMonitoring>,
    id: PlanId,
) -> Result<SupportPlan, ApiError> {
    let view = app.view();
    let plan = one(view.sql, id).await?.ok_or(SupportError::Missing)?;
    if !super::assignments::is_seen(&view, by, plan.household_id).await? {
        return Err(SupportError::Missing.into());
    }
    let subject = Subject::new("support_plan", id).household(plan.household_id);
    app.disclose(by, &by.asked, "support.read", vec![subject]).await?;
    Ok(plan)
}
