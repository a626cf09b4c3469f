//! Writing households and persons: the one place that seals and indexes what a person is found by.

use entity::id::{HouseholdId, NodeId, PersonId};
use sea_orm::Value;

use super::draft::PersonDraft;
use super::store::seal;
use super::{HouseholdError, store};
use crate::params;
use crate::roster::model::Disability;
use crate::store::at::World;
use crate::store::sql::placeholders;
use crate::store::{At, Fault};

/// A household that is about to be written.
#[derive(Clone, Debug)]
pub(crate) struct NewHousehold {
    /// Names it.
    pub(crate) id: HouseholdId,
    /// The site whose numbering it belongs to.
    pub(crate) site: NodeId,
    /// The number.
    pub(crate) number: String,
    /// The unit or building.
    pub(crate) node: NodeId,
    /// The room.
    pub(crate) room: String,
    /// The township that it came from.
    pub(crate) origin_township: Option<String>,
    /// The village that it came from.
    pub(crate) origin_village: Option<String>,
    /// The helper.
    pub(crate) helper_name: Option<String>,
    /// The monitoring category's code.
    pub(crate) monitoring: String,
}

/// Writes a household without members.
pub(crate) async fn insert_household(
    at: &At<'_>,
    new: &NewHousehold,
    head: PersonId,
) -> Result<(), HouseholdError> {
    let written = at
        .execute(
            "INSERT INTO household (id, site_id, number, node_id, room, head_id, \
             origin_township, origin_village, helper_name, monitoring, state, created_at, \
             updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'present', $11, $11) \
             ON CONFLICT DO NOTHING",
            params![
                new.id,
                new.site,
                new.number.clone(),
                new.node,
                new.room.clone(),
                head,
                new.origin_township.clone(),
                new.origin_village.clone(),
                new.helper_name.clone(),
                new.monitoring.clone(),
                at.now
            ],
        )
        .await?;
    if written == 0 { Err(HouseholdError::NumberTaken) } else { Ok(()) }
}

/// Writes one person; the ID-card number must be free among those present.
pub(crate) async fn insert_person(
    at: &At<'_>,
    household: HouseholdId,
    draft: &PersonDraft,
) -> Result<PersonId, HouseholdError> {
    let id = at.id();
    if insert_persons(at, &[(household, id, draft)]).await? == 1 {
        Ok(id)
    } else {
        Err(HouseholdError::IdCardTaken)
    }
}

/// How many columns [`insert_persons`] writes: a statement takes at most 32,766 values on SQLite.
pub(crate) const PERSON_COLUMNS: usize = 22;

/// Writes persons in one statement and says how many were written: those whose ID-card number belongs
/// to somebody present are left out.
pub(crate) async fn insert_persons(
    at: &At<'_>,
    people: &[(HouseholdId, PersonId, &PersonDraft)],
) -> Result<u64, Fault> {
    if people.is_empty() {
        return Ok(0);
    }
    let mut values = Vec::with_capacity(people.len() * PERSON_COLUMNS);
    let mut rows = Vec::with_capacity(people.len());
    for (household, id, draft) in people {
        let row = placeholders(values.len() + 1, PERSON_COLUMNS);
        rows.push(format!("({row}, 'present')"));
        values.extend(columns(at, *household, *id, draft)?);
    }
    let sql = format!(
        "INSERT INTO person (id, household_id, name, initials, sex, birth_date, ethnicity, \
         education, literacy, disability, health_sealed, relation, labour_capacity, employment, \
         skills, id_card_sealed, id_card_index, phone_sealed, phone_index, version, created_at, \
         updated_at, state) VALUES {} ON CONFLICT DO NOTHING",
        rows.join(", ")
    );
    at.execute(sql, values).await
}

fn columns(
    at: &At<'_>,
    household: HouseholdId,
    id: PersonId,
    draft: &PersonDraft,
) -> Result<Vec<Value>, Fault> {
    let world = at.world;
    let card = draft.id_card.as_ref().map(crate::text::IdCard::normal);
    let phone = draft.phone.as_ref().map(crate::text::Phone::normal);
    Ok(params![
        id,
        household,
        draft.name.as_str(),
        draft.name.initials(),
        draft.sex.code(),
        draft.birth_date,
        draft.ethnicity.code(),
        draft.education.map(crate::roster::model::Education::code),
        draft.literacy.map(crate::roster::model::Literacy::code),
        draft.disability.map(|found| Disability::code(Some(found))),
        seal(world, id, "health_sealed", draft.health.map(crate::roster::model::Health::code))?,
        draft.relation.code(),
        draft.labour_capacity.code(),
        draft.employment.map_or(UNKNOWN, crate::roster::model::Employment::code),
        skills_text(&draft.skills),
        seal(world, id, "id_card_sealed", card)?,
        card.map(|card| id_card_index(world, card)),
        seal(world, id, "phone_sealed", phone)?,
        phone.map(|phone| phone_index(world, phone)),
        1_i64,
        at.now,
        at.now,
    ])
}

/// The employment of somebody whom nobody has asked.
pub(crate) const UNKNOWN: &str = "unknown";

/// Skills as they are stored; none where there are none.
pub(crate) fn skills_text(skills: &[String]) -> Option<String> {
    (!skills.is_empty()).then(|| skills.join(","))
}

/// What an ID-card number is found by.
pub(crate) fn id_card_index(world: &World, normal: &str) -> String {
    world.seal.blind_index("person.id_card", normal)
}

/// What a phone number is found by.
pub(crate) fn phone_index(world: &World, normal: &str) -> String {
    world.seal.blind_index("person.phone", normal)
}

/// Names the door of whoever has this ID-card number, where the caller may know it.
pub(super) async fn taken<P: crate::auth::Permission>(
    at: &At<'_>,
    by: &crate::auth::Grant<P>,
    draft: &PersonDraft,
) -> Result<Option<HouseholdError>, Fault> {
    let Some(card) = &draft.id_card else { return Ok(None) };
    taken_number(at, by, card.normal(), None).await
}

#[derive(sea_orm::FromQueryResult)]
struct Home {
    node_id: NodeId,
    room: String,
}

/// As [`taken`], for a number; `but` is the person who may have it.
pub(super) async fn taken_number<P: crate::auth::Permission>(
    at: &At<'_>,
    by: &crate::auth::Grant<P>,
    normal: &str,
    but: Option<PersonId>,
) -> Result<Option<HouseholdError>, Fault> {
    let index = id_card_index(at.world, normal);
    let holder: Option<PersonId> = at
        .sql()
        .value(
            "SELECT id FROM person WHERE id_card_index = $1 AND state = 'present'",
            params![index],
        )
        .await?;
    let Some(holder) = holder.filter(|holder| Some(*holder) != but) else { return Ok(None) };
    let mut values = params![holder];
    let scope = by.clause("h.node_id", None, &mut values);
    let home: Option<Home> = at
        .sql()
        .one(
            format!(
                "SELECT h.node_id, h.room FROM person p JOIN household h \
                 ON h.id = p.household_id WHERE p.id = $1 AND {scope}"
            ),
            values,
        )
        .await?;
    Ok(Some(match home {
        None => HouseholdError::IdCardTaken,
        Some(home) => {
            let door =
                crate::grid::place::dwelling_text(at.sql(), home.node_id, &home.room).await?;
            HouseholdError::IdCardTakenAt { door }
        }
    }))
}

/// Writes a whole household: itself, its members, the first line of its history.
pub(crate) async fn insert_whole(
    at: &At<'_>,
    new: &NewHousehold,
    members: &[PersonDraft],
    actor: Option<entity::id::AccountId>,
) -> Result<(), HouseholdError> {
    use crate::roster::model::Relation;
    let rows: Vec<(HouseholdId, PersonId, &PersonDraft)> =
        members.iter().map(|draft| (new.id, at.id(), draft)).collect();
    let head = rows.iter().find(|(_, _, draft)| draft.relation == Relation::Head);
    let head = head.map(|(_, id, _)| *id).ok_or(HouseholdError::Missing)?;
    insert_household(at, new, head).await?;
    let expected = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    if insert_persons(at, &rows).await? < expected {
        return Err(HouseholdError::IdCardTaken);
    }
    let to = crate::grid::place::dwelling_text(at.sql(), new.node, &new.room).await?;
    let note = store::Note { to: Some(to), ..Default::default() };
    store::record(at, new.id, "created", note, actor).await?;
    Ok(())
}
