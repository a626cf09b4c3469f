//! The shape of the short form.

use entity::declaration::{Consent, DeclarationKind, DeclarationState, Track};
use entity::id::{DeclarationId, HouseholdId, PersonId};
use poem_openapi::Object;
use serde::Serialize;
use time::Date;

/// What a form is filled with before anybody types.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DeclarationForm {
    /// For whom it is.
    pub household_id: HouseholdId,
    /// The number of the household.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// Building, unit and room.
    #[oai(validator(max_length = 300))]
    pub door: String,
    /// The head of the household; masked but for the household itself.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// What is to be given, at most four things.
    #[oai(validator(max_items = 4))]
    pub fields: Vec<FormField>,
    /// The members to pick from; nobody picked means the whole family.
    #[oai(validator(max_items = 100))]
    pub members: Vec<FormMember>,
    /// The kinds to pick from, and which way each goes.
    #[oai(validator(max_items = 20))]
    pub kinds: Vec<FormKind>,
    /// How the household can agree; empty where it declares for itself.
    #[oai(validator(max_items = 3))]
    pub consents: Vec<Consent>,
    /// The household's open declarations, newest first; only for those who may read them.
    #[oai(validator(max_items = 50))]
    pub open: Vec<FormDeclaration>,
    /// How many declarations of the household are open.
    #[oai(validator(minimum(value = "0")))]
    pub open_count: i64,
    /// How many may be open at once.
    #[oai(validator(minimum(value = "1")))]
    pub open_max: u32,
    /// How long the words may be, in characters.
    #[oai(validator(minimum(value = "1")))]
    pub words_chars_max: u32,
    /// How many photos and voice notes may come with it.
    #[oai(validator(minimum(value = "0")))]
    pub files_max: u32,
    /// Within how many days the same kind counts as declared a short while ago.
    #[oai(validator(minimum(value = "1")))]
    pub repeat_days: u32,
}

/// Something that is to be given.
#[derive(Clone, Debug, Object, Serialize)]
pub struct FormField {
    /// The field of the declaration.
    #[oai(validator(max_length = 30))]
    pub field: String,
    /// What it is called.
    #[oai(validator(max_length = 30))]
    pub label: String,
    /// How to give it, in plain words.
    #[oai(validator(max_length = 100))]
    pub hint: String,
    /// Whether it must be given.
    pub is_required: bool,
}

/// A member to pick.
#[derive(Clone, Debug, Object, Serialize)]
pub struct FormMember {
    /// The person.
    pub person_id: PersonId,
    /// The name; masked but for the household itself.
    #[oai(validator(max_length = 100))]
    pub name: String,
    /// The relation to the head.
    #[oai(validator(max_length = 40))]
    pub relation: String,
}

/// A kind to pick.
#[derive(Clone, Debug, Object, Serialize)]
pub struct FormKind {
    /// The kind.
    pub kind: DeclarationKind,
    /// What it is called.
    #[oai(validator(max_length = 30))]
    pub name: String,
    /// When to pick it, in plain words.
    #[oai(validator(max_length = 100))]
    pub hint: String,
    /// Which way it goes.
    pub track: Track,
    /// What happens on that way, in plain words.
    #[oai(validator(max_length = 100))]
    pub track_hint: String,
    /// The latest declaration of this kind, if it was made a short while ago; only for those who may read
    /// it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recent: Option<FormDeclaration>,
}

/// A declaration of the household.
#[derive(Clone, Debug, Object, Serialize)]
pub struct FormDeclaration {
    /// The declaration.
    pub declaration_id: DeclarationId,
    /// What it is about.
    pub kind: DeclarationKind,
    /// Its state.
    pub state: DeclarationState,
    /// Its state in words.
    #[oai(validator(max_length = 30))]
    pub state_word: String,
    /// The day on which it was filed.
    #[serde(with = "crate::identity::day")]
    pub filed_on: Date,
}
