//! The statements of the register that several verbs share.

use entity::household::{self, HouseholdState};
use entity::id::{AccountId, HistoryId, HouseholdId, NodeId, PersonId};
use entity::person::{self, PersonState};

use super::HouseholdError;
use crate::auth::{Grant, Permission};
use crate::grid::place;
use crate::params;
use crate::store::at::World;
use crate::store::seal::{Place, Sealed};
use crate::store::{At, Fault, Sql};

/// The present household with this id where `P` is held; it belongs to this deed until the commit.
///
/// Its version has risen already: the change of the version is what makes other deeds wait.
pub(super) async fn take<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    id: HouseholdId,
) -> Result<household::Model, HouseholdError> {
    at.execute(
        "UPDATE household SET version = version + 1, updated_at = $2 WHERE id = $1",
        params![id, at.now],
    )
    .await?;
    let found = by.within::<household::Entity>(at, id).await?;
    let row = found.ok_or(HouseholdError::Missing)?.into_row();
    if row.state == HouseholdState::Present { Ok(row) } else { Err(HouseholdError::Gone) }
}

/// The person with this id and the household, where `P` is held; as [`take`].
pub(super) async fn take_person<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    id: PersonId,
) -> Result<(person::Model, household::Model), HouseholdError> {
    let home: Option<HouseholdId> =
        at.sql().value("SELECT household_id FROM person WHERE id = $1", params![id]).await?;
    let household = take(at, by, home.ok_or(HouseholdError::Missing)?).await?;
    let row = person(at.sql(), id).await?.ok_or(HouseholdError::Missing)?;
    if row.state != PersonState::Present || row.household_id != household.id {
        return Err(HouseholdError::PersonGone);
    }
    Ok((row, household))
}

/// The person with this id, wherever the household lives.
pub(super) async fn person(sql: Sql<'_>, id: PersonId) -> Result<Option<person::Model>, Fault> {
    sql.one("SELECT * FROM person WHERE id = $1", params![id]).await
}

/// The members who live in the household.
pub(super) async fn present_members(
    sql: Sql<'_>,
    household: HouseholdId,
) -> Result<Vec<PersonId>, Fault> {
    let rows = sql
        .rows(
            "SELECT id FROM person WHERE household_id = $1 AND state = 'present' ORDER BY id",
            params![household],
        )
        .await?;
    let ids: Result<Vec<PersonId>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    Ok(ids?)
}

/// The site of a dwelling, which stays in use until the commit; refused where nobody can live.
pub(super) async fn dwelling_site(at: &At<'_>, node: NodeId) -> Result<NodeId, HouseholdError> {
    place::hold(at, &[node]).await?;
    let usable = at
        .sql()
        .exists(
            "SELECT 1 FROM grid_node WHERE id = $1 AND kind IN ('building', 'unit') \
             AND retired_at IS NULL",
            params![node],
        )
        .await?;
    if !usable {
        return Err(HouseholdError::NoDwelling);
    }
    place::site_of(at.sql(), node).await?.ok_or(HouseholdError::NoDwelling)
}

/// What a line of the history says besides who and when.
#[derive(Debug, Default)]
pub(crate) struct Note {
    /// The other household.
    pub(crate) other: Option<HouseholdId>,
    /// The person.
    pub(crate) person: Option<PersonId>,
    /// The dwelling before.
    pub(crate) from: Option<String>,
    /// The dwelling since.
    pub(crate) to: Option<String>,
    /// The fields that changed.
    pub(crate) fields: Vec<&'static str>,
}

/// Writes a line of the history.
pub(crate) async fn record(
    at: &At<'_>,
    household: HouseholdId,
    event: &'static str,
    note: Note,
    actor: Option<AccountId>,
) -> Result<(), Fault> {
    let fields = (!note.fields.is_empty()).then(|| note.fields.join(","));
    at.execute(
        "INSERT INTO household_history (id, household_id, event, other_id, person_id, \
         from_place, to_place, fields, actor_id, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            at.id::<HistoryId>(),
            household,
            event,
            note.other,
            note.person,
            note.from,
            note.to,
            fields,
            actor,
            at.now
        ],
    )
    .await?;
    Ok(())
}

/// Opens a sealed field of a person.
pub(crate) fn open(
    world: &World,
    person: PersonId,
    column: &'static str,
    sealed: Option<&str>,
) -> Result<Option<String>, Fault> {
    let Some(sealed) = sealed else { return Ok(None) };
    let place = Place { table: "person", column, row: person.0 };
    let opened = world.seal.open(place, &Sealed::from(sealed.to_owned()));
    opened.map(Some).map_err(|fault| Fault::Damaged(format!("person {person}: {fault}")))
}

/// Seals a field of a person.
pub(crate) fn seal(
    world: &World,
    person: PersonId,
    column: &'static str,
    plain: Option<&str>,
) -> Result<Option<String>, Fault> {
    let Some(plain) = plain else { return Ok(None) };
    let place = Place { table: "person", column, row: person.0 };
    let sealed = world.seal.seal(place, plain);
    sealed
        .map(|sealed| Some(sealed.into_string()))
        .map_err(|fault| Fault::Damaged(format!("person {person}: {fault}")))
}
