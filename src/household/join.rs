//! A new member: a birth, a marriage, somebody who was left out.

use entity::id::HouseholdId;

use super::draft::{PersonDraft, PersonInput, expect};
use super::model::HouseholdDetail;
use super::store::Note;
use super::{HouseholdError, insert, show, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditHouseholds;
use crate::http::Invalid;
use crate::roster::model::Relation;
use crate::store::At;
use crate::store::audit::Subject;

/// Registers a member of a household.
#[derive(Debug)]
pub(super) struct JoinHousehold {
    pub(super) household: HouseholdId,
    pub(super) person: PersonInput,
}

impl Command for JoinHousehold {
    type Needs = EditHouseholds;
    type Shows = HouseholdDetail;
    type Error = HouseholdError;
    const ACTION: &'static str = "person.join";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditHouseholds>,
    ) -> Result<Deed<HouseholdDetail>, HouseholdError> {
        let home = store::take(at, by, self.household).await?;
        let mut invalid = Invalid::default();
        let draft = PersonDraft::read(&self.person, at.today(), "", &mut invalid);
        if draft.as_ref().is_some_and(|draft| draft.relation == Relation::Head) {
            expect(&mut invalid, "/relation".to_owned(), "a member, not a second head (非户主)");
        }
        invalid.check()?;
        let draft = draft.ok_or(HouseholdError::Missing)?;
        if let Some(taken) = insert::taken(at, by, &draft).await? {
            return Err(taken);
        }
        let person = insert::insert_person(at, home.id, &draft).await?;
        let note = Note { person: Some(person), ..Default::default() };
        store::record(at, home.id, "member_joined", note, Some(by.caller().account)).await?;
        let subject = Subject::new("person", person).household(home.id).node(home.node_id);
        let (detail, version) = show::after(at, &home).await?;
        Ok(Deed::new(detail, subject).version(version))
    }
}
