//! A person of a file in the words of the register: codes, texts, and what finds the person again.

use entity::id::PersonId;
use entity::person::Model;

use super::columns::Column;
use super::model::{Disability, Education, Employment, Health, Literacy};
use super::row::RosterRow;
use super::values::Phone;
use crate::household::insert::{id_card_index, phone_index, skills_text};
use crate::household::store;
use crate::store::Fault;
use crate::store::at::World;

/// The blind indexes of a person's numbers.
#[derive(Clone, Debug)]
pub(super) struct Marks {
    /// Of the ID-card number.
    pub(super) id_card: String,
    /// Of the phone number.
    pub(super) phone: Option<String>,
}

impl Marks {
    /// Computes them.
    pub(super) fn of(row: &RosterRow, world: &World) -> Self {
        Self {
            id_card: id_card_index(world, row.id_card.normal()),
            phone: row.phone.as_ref().map(|phone| phone_index(world, phone.normal())),
        }
    }
}

/// The sealed fields of a person.
#[derive(Clone, Debug)]
pub(super) struct Seals {
    pub(super) id_card: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) health: Option<String>,
}

impl Seals {
    /// Seals them for the row `id`.
    pub(super) fn of(row: &RosterRow, id: PersonId, world: &World) -> Result<Self, Fault> {
        let put = |column, plain| store::seal(world, id, column, plain);
        Ok(Self {
            id_card: put("id_card_sealed", Some(row.id_card.normal()))?,
            phone: put("phone_sealed", row.phone.as_ref().map(Phone::normal))?,
            health: put("health_sealed", row.health.map(Health::code))?,
        })
    }
}

/// Which columns of a person the file changes. An empty cell says nothing, so it changes nothing.
pub(super) fn differences(
    known: &Model,
    row: &RosterRow,
    marks: &Marks,
    world: &World,
) -> Result<Vec<Column>, Fault> {
    let health = store::open(world, known.id, "health_sealed", known.health_sealed.as_deref())?;
    let other = |now: Option<&str>, said: Option<&str>| said.is_some() && now != said;
    let skills = skills_text(&row.skills);
    let checks = [
        (Column::Relation, known.relation != row.relation.code()),
        (Column::Name, known.name != row.name.as_str()),
        (Column::IdCard, known.id_card_index.as_deref() != Some(&marks.id_card)),
        (Column::Sex, known.sex != row.sex().code()),
        (Column::BirthDay, known.birth_date != row.birth_day()),
        (Column::Ethnicity, known.ethnicity != row.ethnicity.code()),
        (Column::Education, other(known.education.as_deref(), row.education.map(Education::code))),
        (Column::Literacy, other(known.literacy.as_deref(), row.literacy.map(Literacy::code))),
        (Column::Disability, other(known.disability.as_deref(), disability(row))),
        (Column::Health, other(health.as_deref(), row.health.map(Health::code))),
        (Column::LabourCapacity, known.labour_capacity != row.labour_capacity.code()),
        (Column::Skills, other(known.skills.as_deref(), skills.as_deref())),
        (Column::Employment, other(Some(&known.employment), row.employment.map(Employment::code))),
        (Column::Phone, other(known.phone_index.as_deref(), marks.phone.as_deref())),
    ];
    Ok(checks.into_iter().filter(|(_, differs)| *differs).map(|(column, _)| column).collect())
}

fn disability(row: &RosterRow) -> Option<&'static str> {
    row.disability.map(|it| Disability::code(Some(it)))
}

/// Writes what the file says over a person; `seals` were made for the same row.
pub(super) fn overwrite(person: &mut Model, row: &RosterRow, marks: &Marks, seals: Seals) {
    row.name.as_str().clone_into(&mut person.name);
    person.initials = row.name.initials();
    row.sex().code().clone_into(&mut person.sex);
    person.birth_date = row.birth_day();
    row.ethnicity.code().clone_into(&mut person.ethnicity);
    row.relation.code().clone_into(&mut person.relation);
    row.labour_capacity.code().clone_into(&mut person.labour_capacity);
    let said = |now: &mut Option<String>, said: Option<String>| {
        if said.is_some() {
            *now = said;
        }
    };
    said(&mut person.education, row.education.map(|it| it.code().to_owned()));
    said(&mut person.literacy, row.literacy.map(|it| it.code().to_owned()));
    said(&mut person.disability, disability(row).map(str::to_owned));
    said(&mut person.skills, skills_text(&row.skills));
    if let Some(employment) = row.employment {
        employment.code().clone_into(&mut person.employment);
    }
    said(&mut person.health_sealed, seals.health);
    if person.id_card_index.as_ref() != Some(&marks.id_card) {
        person.id_card_sealed = seals.id_card;
        person.id_card_index = Some(marks.id_card.clone());
    }
    if marks.phone.is_some() {
        person.phone_sealed = seals.phone;
        person.phone_index.clone_from(&marks.phone);
    }
}

/// Whether this is the person of the file although the register has no ID-card number: the same name
/// and the same day of birth in the same household.
pub(super) fn is_same_without_card(known: &Model, row: &RosterRow) -> bool {
    known.id_card_index.is_none()
        && known.name == row.name.as_str()
        && known.birth_date == row.birth_day()
}
