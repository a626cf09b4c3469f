//! One household with its members, masked for staff.

use entity::id::{HouseholdId, PersonId};
use entity::person::{self, PersonState};
use entity::{Moment, household};
use sea_orm::FromQueryResult;
use time::Date;

use super::HouseholdError;
use super::line::{COLUMNS, FROM, Row};
use super::model::{HouseholdDetail, Member};
use super::store::open;
use crate::params;
use crate::store::at::World;
use crate::store::{Fault, Sql, View};
use crate::text::mask;

/// What a detail shows beyond its line.
#[derive(Debug, FromQueryResult)]
pub(super) struct More {
    pub(super) head_id: Option<PersonId>,
    pub(super) origin_township: Option<String>,
    pub(super) origin_village: Option<String>,
    pub(super) helper_name: Option<String>,
    merged_into: Option<HouseholdId>,
    pub(super) created_at: Moment,
    pub(super) updated_at: Moment,
}

/// A household as it is stored, wherever it lives.
pub(super) struct Whole {
    pub(super) line: Row,
    pub(super) more: More,
    pub(super) people: Vec<person::Model>,
}

/// Reads a household with all who are or were its members.
pub(super) async fn whole(sql: Sql<'_>, id: HouseholdId) -> Result<Whole, HouseholdError> {
    let line = format!("SELECT {COLUMNS} FROM {FROM} WHERE h.id = $1");
    let line = sql.one(line, params![id]).await?.ok_or(HouseholdError::Missing)?;
    let more = sql
        .one(
            "SELECT head_id, origin_township, origin_village, helper_name, merged_into, \
             created_at, updated_at FROM household WHERE id = $1",
            params![id],
        )
        .await?
        .ok_or(HouseholdError::Missing)?;
    let mut people: Vec<person::Model> =
        sql.all("SELECT * FROM person WHERE household_id = $1 ORDER BY id", params![id]).await?;
    people.sort_by_key(|who| (who.state != PersonState::Present, who.relation != "head"));
    Ok(Whole { line, more, people })
}

/// The household as staff see it.
pub(crate) async fn detail(
    view: &View<'_>,
    id: HouseholdId,
) -> Result<HouseholdDetail, HouseholdError> {
    let Whole { line, more, people } = whole(view.sql, id).await?;
    let today = view.today();
    let members: Result<Vec<_>, Fault> = people
        .iter()
        .map(|who| Ok(masked(member(view.world, who, more.head_id, today)?)))
        .collect();
    Ok(HouseholdDetail {
        household: line.masked(),
        origin_township: more.origin_township,
        origin_village: more.origin_village,
        helper_name: more.helper_name,
        merged_into: more.merged_into,
        members: members?,
        created_at: more.created_at,
        updated_at: more.updated_at,
    })
}

/// The household as it stands now, for the reply of a deed.
pub(super) async fn after(
    at: &crate::store::At<'_>,
    household: &household::Model,
) -> Result<(HouseholdDetail, i64), HouseholdError> {
    let detail = detail(&View::from(at), household.id).await?;
    let version = detail.household.version;
    Ok((detail, version))
}

/// The member with name and numbers in full.
pub(super) fn member(
    world: &World,
    who: &person::Model,
    head: Option<PersonId>,
    today: Date,
) -> Result<Member, Fault> {
    let skills = who.skills.as_deref().unwrap_or_default();
    let skills = skills.split(',').filter(|skill| !skill.is_empty());
    Ok(Member {
        person_id: who.id,
        name: who.name.clone(),
        is_head: head == Some(who.id),
        relation: who.relation.clone(),
        sex: who.sex.clone(),
        age: age(who.birth_date, today),
        ethnicity: who.ethnicity.clone(),
        education: who.education.clone(),
        literacy: who.literacy.clone(),
        disability: who.disability.clone(),
        labour_capacity: who.labour_capacity.clone(),
        employment: who.employment.clone(),
        skills: skills.map(str::to_owned).collect(),
        id_card: open(world, who.id, "id_card_sealed", who.id_card_sealed.as_deref())?,
        phone: open(world, who.id, "phone_sealed", who.phone_sealed.as_deref())?,
        state: who.state,
        version: who.version,
    })
}

/// The member as staff see it.
pub(super) fn masked(member: Member) -> Member {
    Member {
        name: mask::name(&member.name),
        id_card: member.id_card.as_deref().map(mask::id_card),
        phone: member.phone.as_deref().map(mask::phone),
        ..member
    }
}

/// Full years on this day.
fn age(birth: Date, today: Date) -> i32 {
    let had = (today.month(), today.day()) >= (birth.month(), birth.day());
    let years = today.year() - birth.year() - i32::from(!had);
    years.max(0)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::age;

    #[test]
    fn a_year_is_full_on_the_birthday() {
        assert_eq!(age(date!(2010 - 03 - 02), date!(2026 - 03 - 01)), 15);
        assert_eq!(age(date!(2010 - 03 - 02), date!(2026 - 03 - 02)), 16);
    }
}
