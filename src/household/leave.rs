//! A whole household that leaves: its members with it, its accounts and codes end.

use entity::id::HouseholdId;
use poem_openapi::Object;
use serde::Deserialize;

use super::model::HouseholdDetail;
use super::store::Note;
use super::{HouseholdError, show, store};
use crate::app::{Command, Deed};
use crate::auth::permission::EditHouseholds;
use crate::auth::{Grant, phones};
use crate::grid::place;
use crate::http::Invalid;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::text::clean_line;

/// Why a household leaves.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct HouseholdDeparture {
    /// Why, in a few words, such as 返乡.
    #[oai(validator(min_length = 2, max_length = 200))]
    pub reason: String,
}

/// Lets a household leave.
#[derive(Debug)]
pub(super) struct LeaveHousehold {
    pub(super) household: HouseholdId,
    pub(super) departure: HouseholdDeparture,
}

impl Command for LeaveHousehold {
    type Needs = EditHouseholds;
    type Shows = HouseholdDetail;
    type Error = HouseholdError;
    const ACTION: &'static str = "household.leave";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditHouseholds>,
    ) -> Result<Deed<HouseholdDetail>, HouseholdError> {
        let home = store::take(at, by, self.household).await?;
        let mut invalid = Invalid::default();
        let reason = invalid.typed("/reason", clean_line(&self.departure.reason, 200));
        invalid.check()?;
        at.execute("UPDATE household SET state = 'left' WHERE id = $1", params![home.id]).await?;
        at.execute(
            "UPDATE person SET state = 'left', version = version + 1, updated_at = $2 \
             WHERE household_id = $1 AND state = 'present'",
            params![home.id, at.now],
        )
        .await?;
        phones::close(at, home.id).await?;
        let from = place::dwelling_text(at.sql(), home.node_id, &home.room).await?;
        let note = Note { from: Some(from), ..Default::default() };
        store::record(at, home.id, "left", note, Some(by.caller().account)).await?;
        let subject = Subject::new("household", home.id)
            .household(home.id)
            .node(home.node_id)
            .reason(reason.unwrap_or_default());
        let (detail, version) = show::after(at, &home).await?;
        Ok(Deed::new(detail, subject).version(version))
    }
}
