//! Another head for a household; everybody's relation is told anew where it changes.

use entity::id::{HouseholdId, PersonId};
use poem_openapi::Object;
use serde::Deserialize;

use super::draft::expect;
use super::model::HouseholdDetail;
use super::store::Note;
use super::{HouseholdError, show, store, term};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditHouseholds;
use crate::http::{Common, Invalid};
use crate::params;
use crate::roster::model::Relation;
use crate::store::At;
use crate::store::audit::Subject;

/// A member with the relation to the head.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct MemberRelation {
    /// Who.
    pub person_id: PersonId,
    /// The relation's code.
    #[oai(validator(max_length = 40))]
    pub relation: String,
}

/// Who is the head from now on.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewHead {
    /// The new head, a present member.
    pub person_id: PersonId,
    /// Relations to the new head; the old head becomes `other` unless named here, others keep theirs.
    #[oai(default, validator(max_items = 50))]
    #[serde(default)]
    pub relations: Vec<MemberRelation>,
}

/// Makes a member the head.
#[derive(Debug)]
pub(super) struct ChangeHead {
    pub(super) household: HouseholdId,
    pub(super) head: NewHead,
}

impl Command for ChangeHead {
    type Needs = EditHouseholds;
    type Shows = HouseholdDetail;
    type Error = HouseholdError;
    const ACTION: &'static str = "household.head";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditHouseholds>,
    ) -> Result<Deed<HouseholdDetail>, HouseholdError> {
        let home = store::take(at, by, self.household).await?;
        let present = store::present_members(at.sql(), home.id).await?;
        let mut invalid = Invalid::default();
        if !present.contains(&self.head.person_id) {
            invalid.add("/person_id", Common::FieldUnknown.entry());
        }
        let relations =
            relations(&mut invalid, "/relations", &self.head.relations, &present, false);
        invalid.check()?;
        crown(at, home.id, self.head.person_id).await?;
        relate(at, &relations).await?;
        let note = Note { person: Some(self.head.person_id), ..Default::default() };
        store::record(at, home.id, "head_changed", note, Some(by.caller().account)).await?;
        let subject = Subject::new("household", home.id).household(home.id).node(home.node_id);
        let (detail, version) = show::after(at, &home).await?;
        Ok(Deed::new(detail, subject).version(version))
    }
}

/// Makes `head` the head and whoever was it a member like others.
pub(super) async fn crown(
    at: &At<'_>,
    household: HouseholdId,
    head: PersonId,
) -> Result<(), HouseholdError> {
    at.execute(
        "UPDATE person SET relation = CASE WHEN id = $2 THEN 'head' ELSE 'other' END, \
         version = version + 1, updated_at = $3 \
         WHERE household_id = $1 AND (id = $2) <> (relation = 'head')",
        params![household, head, at.now],
    )
    .await?;
    at.execute("UPDATE household SET head_id = $2 WHERE id = $1", params![household, head]).await?;
    Ok(())
}

/// Reads relations of present members; one of them is the head where `with_head`, else none.
pub(super) fn relations(
    invalid: &mut Invalid,
    pointer: &str,
    typed: &[MemberRelation],
    present: &[PersonId],
    with_head: bool,
) -> Vec<(PersonId, Relation)> {
    let mut read: Vec<(PersonId, Relation)> = Vec::new();
    for (place, one) in typed.iter().enumerate() {
        let known = read.iter().any(|(person, _)| *person == one.person_id);
        if known || !present.contains(&one.person_id) {
            invalid.add(format!("{pointer}/{place}/person_id"), Common::FieldUnknown.entry());
        }
        let relation = term::read(invalid, format!("{pointer}/{place}/relation"), &one.relation);
        read.extend(relation.map(|relation| (one.person_id, relation)));
    }
    let heads = read.iter().filter(|(_, relation)| *relation == Relation::Head).count();
    if heads != usize::from(with_head) && read.len() == typed.len() {
        let expected =
            if with_head { "exactly one head (一名户主)" } else { "no head (非户主)" };
        expect(invalid, pointer.to_owned(), expected);
    }
    read
}

/// Writes relations.
pub(super) async fn relate(
    at: &At<'_>,
    relations: &[(PersonId, Relation)],
) -> Result<(), HouseholdError> {
    for (person, relation) in relations {
        at.execute(
            "UPDATE person SET relation = $2, version = version + 1, updated_at = $3 \
             WHERE id = $1 AND relation <> $2",
            params![*person, relation.code(), at.now],
        )
        .await?;
    }
    Ok(())
}
