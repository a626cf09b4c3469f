//! Writing a plan (帮扶计划) for a household, which then has one; its planned measures become part of it.

use entity::id::{HouseholdId, PlanId};
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::plans::{self, SupportPlan};
use super::{SupportError, store, words};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditMeasures;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Longest goal, in characters.
pub(super) const GOAL_CHARS_MAX: usize = 500;

/// A plan to write.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewPlan {
    /// The household.
    pub household_id: HouseholdId,
    /// What shall be reached.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub goal: String,
    /// The first day.
    #[serde(with = "crate::identity::day")]
    pub starts_on: Date,
    /// The last day, today or later and not before the first.
    #[serde(with = "crate::identity::day")]
    pub ends_on: Date,
}

/// Writes a plan.
#[derive(Debug)]
pub(super) struct OpenPlan(pub(super) NewPlan);

impl Command for OpenPlan {
    type Needs = EditMeasures;
    type Shows = SupportPlan;
    type Error = SupportError;
    const ACTION: &'static str = "support.plan.open";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditMeasures>,
    ) -> Result<Deed<SupportPlan>, SupportError> {
        let home = store::home(at, by, self.0.household_id).await?.present()?;
        let terms = Terms::check(&self.0.goal, self.0.starts_on, self.0.ends_on, at.today())?;
        let id = at.id::<PlanId>();
        let done = at
            .execute(
                "INSERT INTO support_plan (id, household_id, goal, starts_on, ends_on, created_by, \
                 created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
                params![
                    id,
                    home.id,
                    terms.goal,
                    terms.starts_on,
                    terms.ends_on,
                    by.caller().account,
                    at.now
                ],
            )
            .await;
        match done {
            Ok(_) => {}
            Err(fault) if fault.is_duplicate() => return Err(SupportError::PlanOpen),
            Err(fault) => return Err(fault.into()),
        }
        join(at, id, home.id).await?;
        let shows = plans::one(at.sql(), id).await?.ok_or(SupportError::Missing)?;
        let subject = Subject::new("support_plan", id).household(home.id).node(home.node_id);
        let facts = serde_json::json!({ "measures": shows.planned });
        Ok(Deed::new(shows, subject.facts(facts)).version(1))
    }
}

/// Puts the household's planned measures into the plan.
async fn join(at: &At<'_>, plan: PlanId, household: HouseholdId) -> Result<(), Fault> {
    at.execute(
        "UPDATE measure SET plan_id = $1, updated_at = $3, version = version + 1 \
         WHERE household_id = $2 AND plan_id IS NULL AND state = 'planned'",
        params![plan, household, at.now],
    )
    .await?;
    Ok(())
}

/// What a plan says, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) goal: String,
    pub(super) starts_on: Date,
    pub(super) ends_on: Date,
}

impl Terms {
    /// Checks a plan; notes all that is wrong with it.
    pub(super) fn check(
        goal: &str,
        starts_on: Date,
        ends_on: Date,
        today: Date,
    ) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        let goal = words::text(&mut invalid, "/goal", goal, GOAL_CHARS_MAX);
        let earliest = starts_on.max(today);
        if ends_on < earliest {
            invalid.beyond("/ends_on", Common::FieldTooSmall.entry(), earliest);
        }
        invalid.check()?;
        Ok(Self { goal: goal.unwrap_or_default(), starts_on, ends_on })
    }
}
