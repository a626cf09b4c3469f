//! A person as somebody types it, and the same person checked: every wrong field is named at once.

use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::term;
use crate::http::{Common, FieldError, Invalid};
use crate::roster::model::{
    Disability, Education, Employment, Ethnicity, Health, LabourCapacity, Literacy, Relation, Sex,
};
use crate::roster::values;
use crate::text::{IdCard, PersonName, Phone, clean_line, day};

/// The most skills of a person.
const SKILLS_MAX: usize = 20;
/// The longest skill, in characters.
const SKILL_CHARS_MAX: usize = 30;

/// A person as a client sends it; codes are those of the roster's dictionary.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PersonInput {
    /// The name as on the ID card.
    #[oai(validator(max_length = 100))]
    pub name: String,
    /// The ID-card number; absent for a newborn without one.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub id_card: Option<String>,
    /// `male` or `female`; must agree with the ID card, needed without one.
    #[oai(validator(max_length = 10))]
    #[serde(default)]
    pub sex: Option<String>,
    /// The day of birth; must agree with the ID card, needed without one.
    #[oai(validator(max_length = 20))]
    #[serde(default)]
    pub birth_date: Option<String>,
    /// The ethnic group's code, such as `han`.
    #[oai(validator(max_length = 40))]
    pub ethnicity: String,
    /// The education's code.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub education: Option<String>,
    /// The literacy's code.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub literacy: Option<String>,
    /// The disability's code, `none` or absent for none.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub disability: Option<String>,
    /// The state of health's code.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub health: Option<String>,
    /// Relation to the head: `head`, `spouse`, `child` …
    #[oai(validator(max_length = 40))]
    pub relation: String,
    /// `full`, `partial` or `none`.
    #[oai(validator(max_length = 40))]
    pub labour_capacity: String,
    /// The employment's code; absent where nobody asked.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub employment: Option<String>,
    /// Skills, each at most 30 characters.
    #[oai(validator(max_items = 20))]
    #[serde(default)]
    pub skills: Option<Vec<String>>,
    /// A mobile number, or a landline with its area code.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub phone: Option<String>,
}

/// A person whose every field is in order.
#[derive(Clone, Debug)]
pub(crate) struct PersonDraft {
    /// The name.
    pub(crate) name: PersonName,
    /// Sex.
    pub(crate) sex: Sex,
    /// The day of birth.
    pub(crate) birth_date: Date,
    /// Ethnic group.
    pub(crate) ethnicity: Ethnicity,
    /// Schooling, when known.
    pub(crate) education: Option<Education>,
    /// Whether the person can read, when known.
    pub(crate) literacy: Option<Literacy>,
    /// Disability, none for none.
    pub(crate) disability: Option<Disability>,
    /// State of health, when known.
    pub(crate) health: Option<Health>,
    /// Relation to the head.
    pub(crate) relation: Relation,
    /// Ability to work.
    pub(crate) labour_capacity: LabourCapacity,
    /// Work status, when known.
    pub(crate) employment: Option<Employment>,
    /// Skills.
    pub(crate) skills: Vec<String>,
    /// The ID-card number.
    pub(crate) id_card: Option<IdCard>,
    /// The phone number.
    pub(crate) phone: Option<Phone>,
}

impl PersonDraft {
    /// Checks what a client sent; `at` is the JSON pointer of the person, such as `/members/0`.
    pub(crate) fn read(
        input: &PersonInput,
        today: Date,
        at: &str,
        invalid: &mut Invalid,
    ) -> Option<Self> {
        let field = |name: &str| format!("{at}/{name}");
        let before = invalid.0.len();
        let name = invalid.typed(field("name"), PersonName::parse(&input.name));
        let id_card = input.id_card.as_deref().map(|raw| IdCard::parse(raw, today));
        let id_card = id_card.and_then(|card| invalid.typed(field("id_card"), card));
        let phone = input.phone.as_deref().map(Phone::parse);
        let phone = phone.and_then(|phone| invalid.typed(field("phone"), phone));
        let no_card = input.id_card.is_none();
        let sex = sex(input, id_card.as_ref(), no_card, field("sex"), invalid);
        let birth = birth(input, id_card.as_ref(), no_card, today, field("birth_date"), invalid);
        let skills = skills(input.skills.as_deref(), &field("skills"), invalid);
        let some = Option::as_deref;
        let disability: Option<Option<Disability>> =
            term::read_some(invalid, field("disability"), some(&input.disability));
        let education = term::read_some(invalid, field("education"), some(&input.education));
        let literacy = term::read_some(invalid, field("literacy"), some(&input.literacy));
        let health = term::read_some(invalid, field("health"), some(&input.health));
        let employment = term::read_some(invalid, field("employment"), some(&input.employment));
        let ethnicity = term::read(invalid, field("ethnicity"), &input.ethnicity);
        let relation = term::read(invalid, field("relation"), &input.relation);
        let capacity = term::read(invalid, field("labour_capacity"), &input.labour_capacity);
        if invalid.0.len() > before {
            return None;
        }
        Some(Self {
            name: name?,
            sex: sex?,
            birth_date: birth?,
            ethnicity: ethnicity?,
            education,
            literacy,
            disability: disability.flatten(),
            health,
            relation: relation?,
            labour_capacity: capacity?,
            employment,
            skills,
            id_card,
            phone,
        })
    }
}

/// Checks all members of a new household: each by itself, one head, no ID card twice.
pub(crate) fn read_members(
    inputs: &[PersonInput],
    today: Date,
    at: &str,
    invalid: &mut Invalid,
) -> Vec<PersonDraft> {
    let drafts: Vec<PersonDraft> = inputs
        .iter()
        .enumerate()
        .filter_map(|(place, input)| {
            PersonDraft::read(input, today, &format!("{at}/{place}"), invalid)
        })
        .collect();
    if drafts.len() < inputs.len() {
        return drafts;
    }
    let heads = drafts.iter().filter(|draft| draft.relation == Relation::Head).count();
    if heads != 1 {
        expect(invalid, at.to_owned(), "one member with the relation `head` (一名户主)");
    }
    for (place, draft) in drafts.iter().enumerate() {
        let earlier = drafts.iter().take(place);
        let twice =
            draft.id_card.is_some() && earlier.clone().any(|other| other.id_card == draft.id_card);
        if twice {
            let pointer = format!("{at}/{place}/id_card");
            expect(invalid, pointer, "an ID card that no other member has (不与他人重复)");
        }
    }
    drafts
}

/// Notes what was expected at `pointer`.
pub(super) fn expect(invalid: &mut Invalid, pointer: String, expected: &str) {
    let gaps = vec![("expected", expected.to_owned())];
    invalid.0.push(FieldError { pointer, entry: Common::FieldForm.entry(), gaps });
}

fn sex(
    input: &PersonInput,
    card: Option<&IdCard>,
    no_card: bool,
    pointer: String,
    invalid: &mut Invalid,
) -> Option<Sex> {
    let Some(code) = &input.sex else {
        if no_card {
            invalid.add(pointer, Common::FieldMissing.entry());
        }
        return card.map(|card| card.sex().into());
    };
    let typed: Sex = term::read(invalid, pointer.clone(), code)?;
    if card.is_some_and(|card| Sex::from(card.sex()) != typed) {
        expect(invalid, pointer, "the sex that the ID card says (与身份证一致)");
    }
    Some(typed)
}

fn birth(
    input: &PersonInput,
    card: Option<&IdCard>,
    no_card: bool,
    today: Date,
    pointer: String,
    invalid: &mut Invalid,
) -> Option<Date> {
    let Some(raw) = &input.birth_date else {
        if no_card {
            invalid.add(pointer, Common::FieldMissing.entry());
        }
        return card.map(IdCard::birth_date);
    };
    let range = values::birth_days(today);
    let typed = invalid.typed(pointer.clone(), day::parse(raw, &range))?;
    if card.is_some_and(|card| card.birth_date() != typed) {
        expect(invalid, pointer, "the birth date that the ID card says (与身份证一致)");
    }
    Some(typed)
}

/// Cleans skills; they are stored joined by commas, so none may hold one.
pub(super) fn skills(
    typed: Option<&[String]>,
    pointer: &str,
    invalid: &mut Invalid,
) -> Vec<String> {
    let mut skills = Vec::new();
    for (place, raw) in typed.unwrap_or_default().iter().take(SKILLS_MAX).enumerate() {
        let pointer = format!("{pointer}/{place}");
        let line = invalid.typed(pointer.clone(), clean_line(raw, SKILL_CHARS_MAX));
        match line {
            Some(line) if line.contains(',') => {
                invalid.add(pointer, Common::FieldCharacters.entry());
            }
            Some(line) if !skills.contains(&line) => skills.push(line),
            _ => {}
        }
    }
    skills
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 03 - 02);

    fn input() -> PersonInput {
        PersonInput {
            name: "张小明".to_owned(),
            id_card: Some("53999919800101001".to_owned()),
            sex: None,
            birth_date: None,
            ethnicity: "han".to_owned(),
            education: None,
            literacy: None,
            disability: None,
            health: None,
            relation: "head".to_owned(),
            labour_capacity: "full".to_owned(),
            employment: None,
            skills: None,
            phone: None,
        }
    }

    fn card() -> String {
        let first = "53999919800101001";
        format!("{first}{}", crate::text::id_card::check_digit(first).unwrap())
    }

    fn codes(invalid: &Invalid) -> Vec<(&str, &str)> {
        invalid.0.iter().map(|error| (error.pointer.as_str(), error.entry.code)).collect()
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let mut invalid = Invalid::default();
        let wrong = PersonInput {
            name: "张".to_owned(),
            ethnicity: "martian".to_owned(),
            phone: Some("12".to_owned()),
            ..input()
        };
        assert!(PersonDraft::read(&wrong, TODAY, "/members/0", &mut invalid).is_none());
        let named = codes(&invalid);
        assert!(named.contains(&("/members/0/name", "name.too_short")));
        assert!(named.contains(&("/members/0/id_card", "id_card.wrong_length")));
        assert!(named.contains(&("/members/0/ethnicity", "field.choice")));
        assert_eq!(named.len(), 4);
    }

    #[test]
    fn the_id_card_knows_sex_and_birth_date() {
        let mut invalid = Invalid::default();
        let good = PersonInput { id_card: Some(card()), ..input() };
        let draft = PersonDraft::read(&good, TODAY, "", &mut invalid).unwrap();
        assert_eq!((draft.sex, draft.birth_date), (Sex::Male, date!(1980 - 01 - 01)));
        let wrong = PersonInput {
            sex: Some("female".to_owned()),
            birth_date: Some("1980-01-02".to_owned()),
            ..good
        };
        assert!(PersonDraft::read(&wrong, TODAY, "", &mut invalid).is_none());
        assert_eq!(codes(&invalid), [("/sex", "field.form"), ("/birth_date", "field.form")]);
    }

    #[test]
    fn a_household_has_one_head_and_no_card_twice() {
        let mut invalid = Invalid::default();
        let one = PersonInput { id_card: Some(card()), ..input() };
        read_members(&[one.clone(), one], TODAY, "/members", &mut invalid);
        assert_eq!(
            codes(&invalid),
            [("/members", "field.form"), ("/members/1/id_card", "field.form")]
        );
    }
}
