//! Editing a person: a new ID-card number says a new sex and birth date.

use entity::id::PersonId;
use entity::person;
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::draft::{PersonDraft, PersonInput};
use super::model::HouseholdDetail;
use super::store::{Note, open, seal};
use super::{HouseholdError, insert, show, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditHouseholds;
use crate::http::Invalid;
use crate::params;
use crate::roster::model::{Disability, Education, Employment, Health, Literacy, Relation};
use crate::store::at::World;
use crate::store::audit::Subject;
use crate::store::{At, Fault};
use crate::text::{IdCard, Phone};

/// What to change of a person; absent fields stay, an empty text clears what may be empty.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PersonChange {
    /// The name as on the ID card.
    #[oai(validator(max_length = 100))]
    #[serde(default)]
    pub name: Option<String>,
    /// The ID-card number.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub id_card: Option<String>,
    /// `male` or `female`; must agree with the ID card.
    #[oai(validator(max_length = 10))]
    #[serde(default)]
    pub sex: Option<String>,
    /// The day of birth; must agree with the ID card.
    #[oai(validator(max_length = 20))]
    #[serde(default)]
    pub birth_date: Option<String>,
    /// The ethnic group's code.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub ethnicity: Option<String>,
    /// The education's code.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub education: Option<String>,
    /// The literacy's code.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub literacy: Option<String>,
    /// The disability's code.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub disability: Option<String>,
    /// The state of health's code.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub health: Option<String>,
    /// Relation to the head; who is head is changed by `POST /households/{household_id}/head`.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub relation: Option<String>,
    /// `full`, `partial` or `none`.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub labour_capacity: Option<String>,
    /// The employment's code.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub employment: Option<String>,
    /// All skills.
    #[oai(validator(max_items = 20))]
    #[serde(default)]
    pub skills: Option<Vec<String>>,
    /// A phone number.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub phone: Option<String>,
}

/// Edits a person.
#[derive(Debug)]
pub(super) struct EditPerson {
    pub(super) person: PersonId,
    pub(super) version: i64,
    pub(super) change: PersonChange,
}

impl Command for EditPerson {
    type Needs = EditHouseholds;
    type Shows = HouseholdDetail;
    type Error = HouseholdError;
    const ACTION: &'static str = "person.edit";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditHouseholds>,
    ) -> Result<Deed<HouseholdDetail>, HouseholdError> {
        let (before, home) = store::take_person(at, by, self.person).await?;
        let stored = stored(at.world, &before)?;
        let draft = read(&before, &stored, self.change, at.today())?;
        let fields = differing(&before, &stored, &draft);
        if before.version != self.version {
            return Err(HouseholdError::Stale(fields));
        }
        if let Some(card) = &draft.id_card {
            let taken = insert::taken_number(at, by, card.normal(), Some(before.id)).await?;
            if let Some(taken) = taken {
                return Err(taken);
            }
        }
        write(at, &before, &draft).await?;
        let note = Note { person: Some(before.id), fields, ..Default::default() };
        store::record(at, home.id, "member_edited", note, Some(by.caller().account)).await?;
        let subject = Subject::new("person", before.id).household(home.id).node(home.node_id);
        let (detail, _) = show::after(at, &home).await?;
        Ok(Deed::new(detail, subject).version(before.version + 1))
    }
}

/// The person as a client would send it.
fn stored(world: &World, row: &person::Model) -> Result<PersonInput, Fault> {
    let skills = row.skills.as_deref().unwrap_or_default();
    let skills = skills.split(',').filter(|skill| !skill.is_empty()).map(str::to_owned);
    Ok(PersonInput {
        name: row.name.clone(),
        id_card: open(world, row.id, "id_card_sealed", row.id_card_sealed.as_deref())?,
        sex: Some(row.sex.clone()),
        birth_date: Some(row.birth_date.to_string()),
        ethnicity: row.ethnicity.clone(),
        education: row.education.clone(),
        literacy: row.literacy.clone(),
        disability: row.disability.clone(),
        health: open(world, row.id, "health_sealed", row.health_sealed.as_deref())?,
        relation: row.relation.clone(),
        labour_capacity: row.labour_capacity.clone(),
        employment: Some(row.employment.clone()).filter(|code| Employment::parse(code).is_some()),
        skills: Some(skills.collect()),
        phone: open(world, row.id, "phone_sealed", row.phone_sealed.as_deref())?,
    })
}

/// The stored person with the change laid over it, checked as a whole.
fn read(
    before: &person::Model,
    stored: &PersonInput,
    change: PersonChange,
    today: Date,
) -> Result<PersonDraft, Invalid> {
    let mut input = stored.clone();
    let new_card = change.id_card.is_some();
    if new_card {
        // What the old number said is no reason to refuse the new one.
        (input.sex, input.birth_date) = (None, None);
    }
    let put = |field: &mut Option<String>, typed: Option<String>| {
        if let Some(typed) = typed {
            *field = Some(typed).filter(|typed| !typed.trim().is_empty());
        }
    };
    put(&mut input.id_card, change.id_card);
    put(&mut input.sex, change.sex);
    put(&mut input.birth_date, change.birth_date);
    put(&mut input.education, change.education);
    put(&mut input.literacy, change.literacy);
    put(&mut input.disability, change.disability);
    put(&mut input.health, change.health);
    put(&mut input.employment, change.employment);
    put(&mut input.phone, change.phone);
    if new_card && input.id_card.is_none() {
        input.sex = input.sex.or_else(|| stored.sex.clone());
        input.birth_date = input.birth_date.or_else(|| stored.birth_date.clone());
    }
    input.name = change.name.unwrap_or(input.name);
    input.ethnicity = change.ethnicity.unwrap_or(input.ethnicity);
    input.relation = change.relation.unwrap_or(input.relation);
    input.labour_capacity = change.labour_capacity.unwrap_or(input.labour_capacity);
    input.skills = change.skills.or(input.skills);
    let mut invalid = Invalid::default();
    let draft = PersonDraft::read(&input, today, "", &mut invalid);
    let head = Relation::Head.code();
    if (input.relation == head) != (before.relation == head) {
        let expected = "POST /households/{household_id}/head (更换户主)";
        super::draft::expect(&mut invalid, "/relation".to_owned(), expected);
    }
    match draft {
        Some(draft) if invalid.0.is_empty() => Ok(draft),
        _ => Err(invalid),
    }
}

fn differing(row: &person::Model, stored: &PersonInput, draft: &PersonDraft) -> Vec<&'static str> {
    let code = Some::<&str>;
    let card = draft.id_card.as_ref().map(IdCard::normal);
    let phone = draft.phone.as_ref().map(Phone::normal);
    let disability = draft.disability.map(|found| Disability::code(Some(found)));
    let plain = |text: &Option<String>| text.clone().filter(|text| text != "none");
    let pairs = [
        ("name", row.name != draft.name.as_str()),
        ("id_card", stored.id_card.as_deref() != card),
        ("sex", row.sex != draft.sex.code()),
        ("birth_date", row.birth_date != draft.birth_date),
        ("ethnicity", row.ethnicity != draft.ethnicity.code()),
        ("education", row.education.as_deref() != draft.education.map(Education::code)),
        ("literacy", row.literacy.as_deref() != draft.literacy.map(Literacy::code)),
        ("disability", plain(&row.disability).as_deref() != disability),
        ("health", stored.health.as_deref() != draft.health.map(Health::code)),
        ("relation", row.relation != draft.relation.code()),
        ("labour_capacity", row.labour_capacity != draft.labour_capacity.code()),
        (
            "employment",
            code(&row.employment)
                != Some(draft.employment.map_or(insert::UNKNOWN, Employment::code)),
        ),
        ("skills", row.skills != insert::skills_text(&draft.skills)),
        ("phone", stored.phone.as_deref() != phone),
    ];
    pairs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

async fn write(
    at: &At<'_>,
    before: &person::Model,
    draft: &PersonDraft,
) -> Result<(), HouseholdError> {
    let (world, id) = (at.world, before.id);
    let card = draft.id_card.as_ref().map(IdCard::normal);
    let phone = draft.phone.as_ref().map(Phone::normal);
    let written = at
        .execute(
            "UPDATE person SET name = $2, initials = $3, sex = $4, birth_date = $5, \
             ethnicity = $6, education = $7, literacy = $8, disability = $9, \
             health_sealed = $10, relation = $11, labour_capacity = $12, employment = $13, \
             skills = $14, id_card_sealed = $15, id_card_index = $16, phone_sealed = $17, \
             phone_index = $18, version = version + 1, updated_at = $19 WHERE id = $1",
            params![
                id,
                draft.name.as_str(),
                draft.name.initials(),
                draft.sex.code(),
                draft.birth_date,
                draft.ethnicity.code(),
                draft.education.map(Education::code),
                draft.literacy.map(Literacy::code),
                draft.disability.map(|found| Disability::code(Some(found))),
                seal(world, id, "health_sealed", draft.health.map(Health::code))?,
                draft.relation.code(),
                draft.labour_capacity.code(),
                draft.employment.map_or(insert::UNKNOWN, Employment::code),
                insert::skills_text(&draft.skills),
                seal(world, id, "id_card_sealed", card)?,
                card.map(|card| insert::id_card_index(world, card)),
                seal(world, id, "phone_sealed", phone)?,
                phone.map(|phone| insert::phone_index(world, phone)),
                at.now
            ],
        )
        .await;
    match written {
        Ok(_) => Ok(()),
        Err(fault) if fault.is_duplicate() => Err(HouseholdError::IdCardTaken),
        Err(fault) => Err(fault.into()),
    }
}
