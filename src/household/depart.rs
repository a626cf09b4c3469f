//! A member who moves away or dies.

use entity::id::PersonId;
use poem_openapi::Object;
use serde::Deserialize;

use super::model::HouseholdDetail;
use super::store::Note;
use super::{HouseholdError, head, show, store};
use crate::app::{Command, Deed};
use crate::auth::permission::EditHouseholds;
use crate::auth::{Grant, phones};
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

entity::codes! {
    /// How a member goes.
    pub enum DepartureKind {
        /// Moved away.
        Left = "left",
        /// Died.
        Deceased = "deceased",
    }
}

/// A member's departure.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Departure {
    /// How.
    pub kind: DepartureKind,
    /// The new head, where the head goes.
    #[serde(default)]
    pub new_head_id: Option<PersonId>,
}

/// Lets a member go.
#[derive(Debug)]
pub(super) struct DepartPerson {
    pub(super) person: PersonId,
    pub(super) departure: Departure,
}

impl Command for DepartPerson {
    type Needs = EditHouseholds;
    type Shows = HouseholdDetail;
    type Error = HouseholdError;
    const ACTION: &'static str = "person.depart";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditHouseholds>,
    ) -> Result<Deed<HouseholdDetail>, HouseholdError> {
        let (who, home) = store::take_person(at, by, self.person).await?;
        if home.head_id == Some(who.id) {
            let next = self.departure.new_head_id.ok_or(HouseholdError::HeadLeaves)?;
            let present = store::present_members(at.sql(), home.id).await?;
            if next == who.id || !present.contains(&next) {
                let mut invalid = Invalid::default();
                invalid.add("/new_head_id", Common::FieldUnknown.entry());
                return Err(invalid.into());
            }
            head::crown(at, home.id, next).await?;
            let note = Note { person: Some(next), ..Default::default() };
            let actor = Some(by.caller().account);
            store::record(at, home.id, "head_changed", note, actor).await?;
        }
        at.execute(
            "UPDATE person SET state = $2, version = version + 1, updated_at = $3 \
             WHERE id = $1 AND state = 'present'",
            params![who.id, self.departure.kind.code(), at.now],
        )
        .await?;
        phones::shut_out(at, home.id).await?;
        let event = match self.departure.kind {
            DepartureKind::Left => "member_left",
            DepartureKind::Deceased => "member_died",
        };
        let note = Note { person: Some(who.id), ..Default::default() };
        store::record(at, home.id, event, note, Some(by.caller().account)).await?;
        let subject = Subject::new("person", who.id).household(home.id).node(home.node_id);
        let (detail, version) = show::after(at, &home).await?;
        Ok(Deed::new(detail, subject).version(version))
    }
}
