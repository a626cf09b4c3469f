//! Seeing a person's numbers in full, for a reason that the household can read.

use entity::id::PersonId;
use poem_openapi::Object;
use serde::Deserialize;
use serde_json::json;

use super::HouseholdError;
use super::model::UnmaskedPerson;
use super::store::{open, person};
use crate::app::Deed;
use crate::auth::Grant;
use crate::auth::permission::UnmaskPersons;
use crate::http::{Common, Invalid};
use crate::store::At;
use crate::store::audit::Subject;
use crate::text::clean_line;

/// The shortest reason, in characters.
const REASON_CHARS_MIN: usize = 4;
/// The longest reason, in characters.
const REASON_CHARS_MAX: usize = 200;

entity::codes! {
    /// A value of a person that is shown in full only for a reason.
    pub enum PersonField {
        /// The name.
        Name = "name",
        /// The ID-card number.
        IdCard = "id_card",
        /// The phone number.
        Phone = "phone",
        /// The day of birth.
        BirthDate = "birth_date",
        /// The state of health.
        Health = "health",
    }
}

/// What to see, and why.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Unmasking {
    /// Which values.
    #[oai(validator(min_items = 1, max_items = 5))]
    pub fields: Vec<PersonField>,
    /// Why, in at least four characters; the household can read it.
    #[oai(validator(max_length = 200))]
    pub reason: String,
}

/// Opens the wanted values and says what the audit trail keeps of it.
pub(super) async fn open_fields(
    at: &At<'_>,
    by: &Grant<UnmaskPersons>,
    who: PersonId,
    wanted: Unmasking,
) -> Result<Deed<UnmaskedPerson>, HouseholdError> {
    let mut invalid = Invalid::default();
    let reason = invalid.typed("/reason", clean_line(&wanted.reason, REASON_CHARS_MAX));
    if reason.as_ref().is_some_and(|reason| reason.chars().count() < REASON_CHARS_MIN) {
        let gaps = vec![("limit", REASON_CHARS_MIN.to_string())];
        let entry = Common::FieldTooShort.entry();
        let pointer = "/reason".to_owned();
        invalid.0.push(crate::http::FieldError { pointer, entry, gaps });
    }
    let row = person(at.sql(), who).await?.ok_or(HouseholdError::Missing)?;
    let home = by.within::<entity::household::Entity>(at, row.household_id).await?;
    let home = home.ok_or(HouseholdError::Missing)?.into_row();
    invalid.check()?;
    let has = |field| wanted.fields.contains(&field);
    let unseal = |field, column, sealed: Option<&str>| match has(field) {
        true => open(at.world, who, column, sealed),
        false => Ok(None),
    };
    let shown = UnmaskedPerson {
        person_id: who,
        name: has(PersonField::Name).then(|| row.name.clone()),
        id_card: unseal(PersonField::IdCard, "id_card_sealed", row.id_card_sealed.as_deref())?,
        phone: unseal(PersonField::Phone, "phone_sealed", row.phone_sealed.as_deref())?,
        birth_date: has(PersonField::BirthDate).then(|| row.birth_date.to_string()),
        health: unseal(PersonField::Health, "health_sealed", row.health_sealed.as_deref())?,
    };
    let mut fields: Vec<_> = wanted.fields.iter().map(|field| field.code()).collect();
    fields.sort_unstable();
    fields.dedup();
    let subject = Subject::new("person", who)
        .household(home.id)
        .node(home.node_id)
        .reason(reason.unwrap_or_default())
        .facts(json!({ "fields": fields }));
    Ok(Deed::new(shown, subject))
}
