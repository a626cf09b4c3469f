//! Splitting a household (分户): members become a household of their own.

use entity::household;
use entity::id::{HouseholdId, NodeId, PersonId};
use poem_openapi::Object;
use sea_orm::Value;
use serde::Deserialize;

use super::create::{number, room};
use super::head::{MemberRelation, relate, relations};
use super::insert::{self, NewHousehold};
use super::model::HouseholdDetail;
use super::store::Note;
use super::{HouseholdError, show, store};
use crate::app::{Command, Deed};
use crate::auth::permission::EditHouseholds;
use crate::auth::{Grant, phones};
use crate::grid::place;
use crate::http::{Common, Invalid};
use crate::params;
use crate::roster::model::Relation;
use crate::store::audit::Subject;
use crate::store::sql::placeholders;
use crate::store::{At, View};

/// The new household.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Split {
    /// The new household's number.
    #[oai(validator(min_length = 1, max_length = 40))]
    pub number: String,
    /// Where it lives: a unit, or a building without units.
    pub node_id: NodeId,
    /// The room.
    #[oai(validator(min_length = 1, max_length = 20))]
    pub room: String,
    /// Who goes, with the relation to the new head; exactly one is `head`.
    #[oai(validator(min_items = 1, max_items = 50))]
    pub members: Vec<MemberRelation>,
}

/// Splits a household.
#[derive(Debug)]
pub(super) struct SplitHousehold {
    pub(super) household: HouseholdId,
    pub(super) split: Split,
}

impl Command for SplitHousehold {
    type Needs = EditHouseholds;
    type Shows = HouseholdDetail;
    type Error = HouseholdError;
    const ACTION: &'static str = "household.split";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditHouseholds>,
    ) -> Result<Deed<HouseholdDetail>, HouseholdError> {
        let old = store::take(at, by, self.household).await?;
        let present = store::present_members(at.sql(), old.id).await?;
        let mut invalid = Invalid::default();
        let number = number(&mut invalid, "/number", &self.split.number);
        let room = room(&mut invalid, &self.split.room);
        let moved = relations(&mut invalid, "/members", &self.split.members, &present, true);
        if !by.covers(at.sql(), self.split.node_id).await? {
            invalid.add("/node_id", Common::FieldUnknown.entry());
        }
        invalid.check()?;
        let goes = |person: PersonId| moved.iter().any(|(mover, _)| *mover == person);
        if old.head_id.is_some_and(goes) || moved.len() >= present.len() {
            return Err(HouseholdError::NobodyStays);
        }
        let site = store::dwelling_site(at, self.split.node_id).await?;
        if site != old.site_id {
            return Err(HouseholdError::OtherSite);
        }
        let new = NewHousehold {
            id: at.id(),
            site,
            number: number.unwrap_or_default(),
            node: self.split.node_id,
            room: room.unwrap_or_default(),
            origin_township: old.origin_township.clone(),
            origin_village: old.origin_village.clone(),
            helper_name: old.helper_name.clone(),
            monitoring: old.monitoring.clone(),
        };
        let head = moved.iter().find(|(_, relation)| *relation == Relation::Head);
        let head = head.map(|(person, _)| *person).ok_or(HouseholdError::Missing)?;
        insert::insert_household(at, &new, head).await?;
        let people: Vec<_> = moved.iter().map(|(person, _)| *person).collect();
        bring(at, &people, new.id).await?;
        relate(at, &moved).await?;
        phones::shut_out(at, old.id).await?;
        write_history(at, by, &old, &new).await?;
        let subject = Subject::new("household", old.id).household(old.id).node(old.node_id);
        let also = Subject::new("household", new.id).household(new.id).node(new.node);
        let detail = show::detail(&View::from(at), new.id).await?;
        let version = detail.household.version;
        Ok(Deed::new(detail, subject).also(also).version(version))
    }
}

/// Brings people into a household.
pub(super) async fn bring(
    at: &At<'_>,
    people: &[PersonId],
    into: HouseholdId,
) -> Result<(), HouseholdError> {
    if people.is_empty() {
        return Ok(());
    }
    let list = placeholders(3, people.len());
    let mut values = params![into, at.now];
    values.extend(people.iter().map(|person| Value::from(*person)));
    at.execute(
        format!(
            "UPDATE person SET household_id = $1, version = version + 1, updated_at = $2 \
             WHERE id IN ({list})"
        ),
        values,
    )
    .await?;
    Ok(())
}

async fn write_history(
    at: &At<'_>,
    by: &Grant<EditHouseholds>,
    old: &household::Model,
    new: &NewHousehold,
) -> Result<(), HouseholdError> {
    let actor = Some(by.caller().account);
    let from = place::dwelling_text(at.sql(), old.node_id, &old.room).await?;
    let to = place::dwelling_text(at.sql(), new.node, &new.room).await?;
    let note = |other| Note {
        other: Some(other),
        from: Some(from.clone()),
        to: Some(to.clone()),
        ..Default::default()
    };
    store::record(at, old.id, "split", note(new.id), actor).await?;
    store::record(at, new.id, "split", note(old.id), actor).await?;
    Ok(())
}
