//! The shapes in which households and persons are asked for and shown.

use entity::Moment;
use entity::colour_result::{Colour, ColourShape};
use entity::household::HouseholdState;
use entity::id::{AccountId, AuditId, HistoryId, HouseholdId, NodeId, PersonId};
use entity::person::PersonState;
use poem_openapi::Object;
use serde::Serialize;

use crate::grid::model::DoorPicture;

/// A household as a line of a list; the name is masked.
#[derive(Clone, Debug, Object, Serialize)]
pub struct HouseholdLine {
    /// Names it.
    pub household_id: HouseholdId,
    /// The household number.
    #[oai(validator(max_length = 40))]
    pub number: String,
    /// The unit or building that it lives in.
    pub node_id: NodeId,
    /// The room.
    #[oai(validator(max_length = 40))]
    pub room: String,
    /// The dwelling in words: community, building, unit, room.
    #[oai(validator(max_length = 400))]
    pub door: String,
    /// The picture on the building's door.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_picture: Option<DoorPicture>,
    /// The picture on the unit's door.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_picture: Option<DoorPicture>,
    /// The head's name, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// How many members it has.
    #[oai(validator(minimum(value = "0")))]
    pub members: i64,
    /// The monitoring category, `none` where it is not monitored.
    #[oai(validator(max_length = 40))]
    pub monitoring: String,
    /// Red, yellow or green (红黄绿).
    pub colour: Colour,
    /// The word that stands beside it.
    #[oai(validator(max_length = 4))]
    pub colour_word: String,
    /// The shape that stands beside it.
    pub colour_shape: ColourShape,
    /// Present, left, or merged into another.
    pub state: HouseholdState,
    /// Rises with every change of the household or its members.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
}

/// One's own household as a line; the name is whole, and there is no colour: that is for officers.
#[derive(Clone, Debug, Object, Serialize)]
pub struct OwnHouseholdLine {
    /// Names it.
    pub household_id: HouseholdId,
    /// The household number.
    #[oai(validator(max_length = 40))]
    pub number: String,
    /// The unit or building that it lives in.
    pub node_id: NodeId,
    /// The room.
    #[oai(validator(max_length = 40))]
    pub room: String,
    /// The dwelling in words: community, building, unit, room.
    #[oai(validator(max_length = 400))]
    pub door: String,
    /// The picture on the building's door.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_picture: Option<DoorPicture>,
    /// The picture on the unit's door.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_picture: Option<DoorPicture>,
    /// The head's name.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// How many members it has.
    #[oai(validator(minimum(value = "0")))]
    pub members: i64,
    /// The monitoring category, `none` where it is not monitored.
    #[oai(validator(max_length = 40))]
    pub monitoring: String,
    /// Present, left, or merged into another.
    pub state: HouseholdState,
    /// Rises with every change of the household or its members.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
}

/// A household at a door; nothing of it but what the door shows.
#[derive(Clone, Debug, Object, Serialize)]
pub struct HouseholdAtDoor {
    /// Names it.
    pub household_id: HouseholdId,
    /// The household number.
    #[oai(validator(max_length = 40))]
    pub number: String,
    /// The head's name, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// The dwelling in words.
    #[oai(validator(max_length = 400))]
    pub door: String,
    /// The picture on the building's door.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_picture: Option<DoorPicture>,
    /// The picture on the unit's door.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_picture: Option<DoorPicture>,
}

/// The households that a number or door leads to.
#[derive(Clone, Debug, Object, Serialize)]
pub struct HouseholdsAtDoor {
    /// At most twenty.
    #[oai(validator(max_items = 20))]
    pub items: Vec<HouseholdAtDoor>,
}

/// The households that a personal number leads to.
#[derive(Clone, Debug, Object, Serialize)]
pub struct HouseholdsFound {
    /// At most twenty.
    #[oai(validator(max_items = 20))]
    pub items: Vec<HouseholdLine>,
}

/// A member of a household as staff see it: masked, without birth date and health.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Member {
    /// Names the person.
    pub person_id: PersonId,
    /// The name, masked.
    #[oai(validator(max_length = 60))]
    pub name: String,
    /// Whether this is the head.
    pub is_head: bool,
    /// Relation to the head.
    #[oai(validator(max_length = 40))]
    pub relation: String,
    /// `male` or `female`.
    #[oai(validator(max_length = 10))]
    pub sex: String,
    /// Full years.
    #[oai(validator(minimum(value = "0")))]
    pub age: i32,
    /// The ethnic group's code.
    #[oai(validator(max_length = 40))]
    pub ethnicity: String,
    /// The education's code.
    #[oai(skip_serializing_if_is_none, validator(max_length = 40))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub education: Option<String>,
    /// The literacy's code.
    #[oai(skip_serializing_if_is_none, validator(max_length = 40))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub literacy: Option<String>,
    /// The disability's code.
    #[oai(skip_serializing_if_is_none, validator(max_length = 40))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disability: Option<String>,
    /// `full`, `partial` or `none`.
    #[oai(validator(max_length = 40))]
    pub labour_capacity: String,
    /// The employment's code, `unknown` where nobody asked.
    #[oai(validator(max_length = 40))]
    pub employment: String,
    /// Skills.
    #[oai(validator(max_items = 20))]
    pub skills: Vec<String>,
    /// The ID-card number, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 18))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_card: Option<String>,
    /// The phone number, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 20))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Present, left or deceased.
    pub state: PersonState,
    /// Rises with every change.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
}

/// A household with its members, masked.
#[derive(Clone, Debug, Object, Serialize)]
pub struct HouseholdDetail {
    /// What a list shows of it.
    pub household: HouseholdLine,
    /// The township that it came from.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin_township: Option<String>,
    /// The village that it came from.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin_village: Option<String>,
    /// The helper's name.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helper_name: Option<String>,
    /// The household that took this one in.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<HouseholdId>,
    /// All who are or were members, those present first.
    #[oai(validator(max_items = 200))]
    pub members: Vec<Member>,
    /// When it was entered.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
}

/// A member as the household itself sees it: everything that is stored, unmasked.
#[derive(Clone, Debug, Object, Serialize)]
pub struct OwnMember {
    /// What staff see, but with the whole name, ID-card number and phone.
    pub person: Member,
    /// The day of birth.
    #[oai(validator(max_length = 10))]
    pub birth_date: String,
    /// The state of health's code.
    #[oai(skip_serializing_if_is_none, validator(max_length = 40))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<String>,
}

/// Everything stored about one's own household.
#[derive(Clone, Debug, Object, Serialize)]
pub struct OwnHousehold {
    /// The household; its head's name is whole.
    pub household: OwnHouseholdLine,
    /// The township that it came from.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin_township: Option<String>,
    /// The village that it came from.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin_village: Option<String>,
    /// The helper's name.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helper_name: Option<String>,
    /// All who are or were members.
    #[oai(validator(max_items = 200))]
    pub members: Vec<OwnMember>,
    /// When it was entered.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
}

/// A line of a household's history.
#[derive(Clone, Debug, Object, Serialize)]
pub struct HistoryLine {
    /// Names it.
    pub history_id: HistoryId,
    /// What happened: `created`, `edited`, `member_joined`, `member_left`, `member_died`,
    /// `member_edited`, `head_changed`, `split`, `merged`, `moved`, `left`.
    #[oai(validator(max_length = 40))]
    pub event: String,
    /// The other household of a split or merge.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_id: Option<HouseholdId>,
    /// The person that it is about.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<PersonId>,
    /// The dwelling before.
    #[oai(skip_serializing_if_is_none, validator(max_length = 400))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_place: Option<String>,
    /// The dwelling since.
    #[oai(skip_serializing_if_is_none, validator(max_length = 400))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_place: Option<String>,
    /// Which fields changed, by name.
    #[oai(validator(max_items = 30))]
    pub fields: Vec<String>,
    /// Who did it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<AccountId>,
    /// When.
    pub at: Moment,
}

/// Somebody who looked at or changed one's own household.
#[derive(Clone, Debug, Object, Serialize)]
pub struct AccessLine {
    /// Names the entry.
    pub entry_id: AuditId,
    /// When.
    pub at: Moment,
    /// Who, by the name that the office gives; absent for the service itself.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// In which office, such as 社区干部 of a community.
    #[oai(skip_serializing_if_is_none, validator(max_length = 200))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// The deed's stable name.
    #[oai(validator(max_length = 60))]
    pub action: String,
    /// What was done, in plain Chinese.
    #[oai(validator(max_length = 100))]
    pub what: String,
    /// The reason that was given.
    #[oai(skip_serializing_if_is_none, validator(max_length = 500))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which fields were shown in full.
    #[oai(validator(max_items = 20))]
    pub fields: Vec<String>,
}

/// Values of a person in full.
#[derive(Clone, Debug, Object, Serialize)]
pub struct UnmaskedPerson {
    /// Who.
    pub person_id: PersonId,
    /// The name.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The ID-card number.
    #[oai(skip_serializing_if_is_none, validator(max_length = 18))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_card: Option<String>,
    /// The phone number.
    #[oai(skip_serializing_if_is_none, validator(max_length = 20))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The day of birth.
    #[oai(skip_serializing_if_is_none, validator(max_length = 10))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// The state of health's code.
    #[oai(skip_serializing_if_is_none, validator(max_length = 40))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<String>,
}

/// The printed pages of a sheet of cards.
#[derive(Clone, Debug, Object, Serialize)]
pub struct CardSheets {
    /// How many cards were printed.
    #[oai(validator(minimum(value = "0")))]
    pub cards: i64,
    /// A4 pages of eight cards, each a whole SVG document.
    #[oai(validator(max_items = 250))]
    pub pages: Vec<String>,
}
