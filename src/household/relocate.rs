//! Moving a household behind another door of its site.

use entity::id::{HouseholdId, NodeId};
use poem_openapi::Object;
use serde::Deserialize;

use super::create::room;
use super::model::HouseholdDetail;
use super::store::Note;
use super::{HouseholdError, show, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditHouseholds;
use crate::grid::place;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// The new dwelling.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewDwelling {
    /// A unit, or a building without units.
    pub node_id: NodeId,
    /// The room.
    #[oai(validator(min_length = 1, max_length = 20))]
    pub room: String,
}

/// Moves a household.
#[derive(Debug)]
pub(super) struct RelocateHousehold {
    pub(super) household: HouseholdId,
    pub(super) to: NewDwelling,
}

impl Command for RelocateHousehold {
    type Needs = EditHouseholds;
    type Shows = HouseholdDetail;
    type Error = HouseholdError;
    const ACTION: &'static str = "household.relocate";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditHouseholds>,
    ) -> Result<Deed<HouseholdDetail>, HouseholdError> {
        let home = store::take(at, by, self.household).await?;
        let mut invalid = Invalid::default();
        let room = room(&mut invalid, &self.to.room);
        if !by.covers(at.sql(), self.to.node_id).await? {
            invalid.add("/node_id", Common::FieldUnknown.entry());
        }
        invalid.check()?;
        let room = room.unwrap_or_default();
        if home.node_id == self.to.node_id && home.room == room {
            return Err(HouseholdError::SameDwelling);
        }
        if store::dwelling_site(at, self.to.node_id).await? != home.site_id {
            return Err(HouseholdError::OtherSite);
        }
        at.execute(
            "UPDATE household SET node_id = $2, room = $3 WHERE id = $1",
            params![home.id, self.to.node_id, room.clone()],
        )
        .await?;
        let from = place::dwelling_text(at.sql(), home.node_id, &home.room).await?;
        let to = place::dwelling_text(at.sql(), self.to.node_id, &room).await?;
        let note = Note { from: Some(from), to: Some(to), ..Default::default() };
        store::record(at, home.id, "moved", note, Some(by.caller().account)).await?;
        let subject = Subject::new("household", home.id).household(home.id).node(home.node_id);
        let (detail, version) = show::after(at, &home).await?;
        Ok(Deed::new(detail, subject).version(version))
    }
}
