//! Releasing a household's helper without another to follow.

use entity::id::HouseholdId;

use super::assignments::{self, Assignment};
use super::{SupportError, assign, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditMeasures;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Releases the helper.
#[derive(Debug)]
pub(super) struct Release(pub(super) HouseholdId);

impl Command for Release {
    type Needs = EditMeasures;
    type Shows = Assignment;
    type Error = SupportError;
    const ACTION: &'static str = "support.helper.end";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditMeasures>,
    ) -> Result<Deed<Assignment>, SupportError> {
        let home = store::home(at, by, self.0).await?;
        let open = at
            .sql()
            .value(
                "SELECT id FROM helper WHERE household_id = $1 AND ended_at IS NULL",
                params![home.id],
            )
            .await?;
        let id = open.ok_or(SupportError::NoHelper)?;
        if !assign::end(at, home.id).await? {
            return Err(SupportError::HelperChanged);
        }
        assign::name(at, home.id, None, by.caller().account).await?;
        let shows = assignments::one(at.sql(), id).await?.ok_or(SupportError::Missing)?;
        let subject = Subject::new("helper", id).household(home.id).node(home.node_id);
        Ok(Deed::new(shows, subject))
    }
}
