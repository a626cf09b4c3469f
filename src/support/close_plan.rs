//! Closing a plan, once none of its measures is left open.

use entity::id::PlanId;

use super::plans::{self, SupportPlan};
use super::{SupportError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditMeasures;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Closes a plan.
#[derive(Debug)]
pub(super) struct ClosePlan(pub(super) PlanId);

impl Command for ClosePlan {
    type Needs = EditMeasures;
    type Shows = SupportPlan;
    type Error = SupportError;
    const ACTION: &'static str = "support.plan.close";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditMeasures>,
    ) -> Result<Deed<SupportPlan>, SupportError> {
        let household = store::household_of(at, "support_plan", self.0).await?;
        let home = store::home(at, by, household).await?;
        let plan = plans::one(at.sql(), self.0).await?.ok_or(SupportError::Missing)?;
        if plan.closed_at.is_some() {
            return Err(SupportError::PlanClosed);
        }
        if plan.planned > 0 {
            return Err(SupportError::MeasuresOpen { count: plan.planned });
        }
        let rows = at
            .execute(
                "UPDATE support_plan SET closed_at = $2, updated_at = $2, version = version + 1 \
                 WHERE id = $1 AND closed_at IS NULL",
                params![self.0, at.now],
            )
            .await?;
        if rows == 0 {
            return Err(SupportError::PlanClosed);
        }
        let shows = plans::one(at.sql(), self.0).await?.ok_or(SupportError::Missing)?;
        let version = shows.version;
        let subject = Subject::new("support_plan", self.0).household(home.id).node(home.node_id);
        let subject = subject.facts(serde_json::json!({ "delivered": shows.delivered }));
        Ok(Deed::new(shows, subject).version(version))
    }
}
