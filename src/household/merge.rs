//! Merging a household into another (并户): all its members join, its number is used no more.

use entity::id::HouseholdId;
use poem_openapi::Object;
use serde::Deserialize;

use super::head::{MemberRelation, relate, relations};
use super::model::HouseholdDetail;
use super::split::bring;
use super::store::Note;
use super::{HouseholdError, show, store};
use crate::app::{Command, Deed};
use crate::auth::permission::EditHouseholds;
use crate::auth::{Grant, phones};
use crate::grid::place;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// The household to merge into.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Merge {
    /// Which one.
    pub into_id: HouseholdId,
    /// Every present member with the relation to that household's head.
    #[oai(validator(max_items = 50))]
    pub members: Vec<MemberRelation>,
}

/// Merges a household into another.
#[derive(Debug)]
pub(super) struct MergeHousehold {
    pub(super) household: HouseholdId,
    pub(super) merge: Merge,
}

impl Command for MergeHousehold {
    type Needs = EditHouseholds;
    type Shows = HouseholdDetail;
    type Error = HouseholdError;
    const ACTION: &'static str = "household.merge";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditHouseholds>,
    ) -> Result<Deed<HouseholdDetail>, HouseholdError> {
        let (from, into) = (self.household, self.merge.into_id);
        if from == into {
            return Err(HouseholdError::SameHousehold);
        }
        // Both are taken in one order, so that two merges never wait for each other.
        let first = store::take(at, by, from.min(into)).await?;
        let second = store::take(at, by, from.max(into)).await?;
        let (old, home) = if first.id == from { (first, second) } else { (second, first) };
        if old.site_id != home.site_id {
            return Err(HouseholdError::OtherSite);
        }
        let present = store::present_members(at.sql(), old.id).await?;
        let mut invalid = Invalid::default();
        let moved = relations(&mut invalid, "/members", &self.merge.members, &present, false);
        let named = |person| moved.iter().any(|(mover, _)| *mover == person);
        if !present.iter().all(|person| named(*person)) {
            invalid.add("/members", Common::FieldMissing.entry());
        }
        invalid.check()?;
        bring(at, &present, home.id).await?;
        relate(at, &moved).await?;
        at.execute(
            "UPDATE household SET state = 'merged', merged_into = $2, head_id = NULL \
             WHERE id = $1",
            params![old.id, home.id],
        )
        .await?;
        phones::close(at, old.id).await?;
        let actor = Some(by.caller().account);
        let place_before = place::dwelling_text(at.sql(), old.node_id, &old.room).await?;
        let place_after = place::dwelling_text(at.sql(), home.node_id, &home.room).await?;
        for (whose, other) in [(old.id, home.id), (home.id, old.id)] {
            let (from, to) = (Some(place_before.clone()), Some(place_after.clone()));
            let note = Note { other: Some(other), from, to, ..Default::default() };
            store::record(at, whose, "merged", note, actor).await?;
        }
        let subject = Subject::new("household", old.id).household(old.id).node(old.node_id);
        let also = Subject::new("household", home.id).household(home.id).node(home.node_id);
        let (detail, version) = show::after(at, &home).await?;
        Ok(Deed::new(detail, subject).also(also).version(version))
    }
}
