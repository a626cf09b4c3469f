//! Editing the open plan of a household.

use entity::Moment;
use entity::id::PlanId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Deserialize;
use time::Date;

use super::open_plan::Terms;
use super::plans::{self, SupportPlan};
use super::{SupportError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditMeasures;
use crate::identity::day;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// What to change of a plan; what is absent stays.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PlanEdit {
    /// What shall be reached.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub goal: Option<String>,
    /// The first day.
    #[serde(default, with = "day::option")]
    pub starts_on: Option<Date>,
    /// The last day, today or later and not before the first.
    #[serde(default, with = "day::option")]
    pub ends_on: Option<Date>,
}

/// Edits the version of a plan that the caller read.
#[derive(Debug)]
pub(super) struct EditPlan {
    pub(super) plan: PlanId,
    pub(super) version: i64,
    pub(super) change: PlanEdit,
}

#[derive(FromQueryResult)]
struct Before {
    goal: String,
    starts_on: Date,
    ends_on: Date,
    closed_at: Option<Moment>,
    version: i64,
}

impl Command for EditPlan {
    type Needs = EditMeasures;
    type Shows = SupportPlan;
    type Error = SupportError;
    const ACTION: &'static str = "support.plan.edit";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditMeasures>,
    ) -> Result<Deed<SupportPlan>, SupportError> {
        let household = store::household_of(at, "support_plan", self.plan).await?;
        let home = store::home(at, by, household).await?;
        let before: Option<Before> = at
            .sql()
            .one(
                "SELECT goal, starts_on, ends_on, closed_at, version FROM support_plan \
                 WHERE id = $1",
                params![self.plan],
            )
            .await?;
        let before = before.ok_or(SupportError::Missing)?;
        let PlanEdit { goal, starts_on, ends_on } = self.change;
        let terms = Terms::check(
            goal.as_deref().unwrap_or(&before.goal),
            starts_on.unwrap_or(before.starts_on),
            ends_on.unwrap_or(before.ends_on),
            at.today(),
        )?;
        let fields = differing(&before, &terms);
        if before.version != self.version {
            return Err(SupportError::Stale(fields));
        }
        if before.closed_at.is_some() {
            return Err(SupportError::PlanClosed);
        }
        let rows = at
            .execute(
                "UPDATE support_plan SET goal = $3, starts_on = $4, ends_on = $5, \
                 updated_at = $6, version = version + 1 \
                 WHERE id = $1 AND version = $2 AND closed_at IS NULL",
                params![
                    self.plan,
                    self.version,
                    terms.goal,
                    terms.starts_on,
                    terms.ends_on,
                    at.now
                ],
            )
            .await?;
        if rows == 0 {
            return Err(SupportError::Stale(fields));
        }
        let shows = plans::one(at.sql(), self.plan).await?.ok_or(SupportError::Missing)?;
        let version = shows.version;
        let subject = Subject::new("support_plan", self.plan)
            .household(home.id)
            .node(home.node_id)
            .facts(serde_json::json!({ "fields": fields }));
        Ok(Deed::new(shows, subject).version(version))
    }
}

fn differing(before: &Before, after: &Terms) -> Vec<&'static str> {
    let pairs = [
        ("goal", before.goal != after.goal),
        ("starts_on", before.starts_on != after.starts_on),
        ("ends_on", before.ends_on != after.ends_on),
    ];
    pairs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}
