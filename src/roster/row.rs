//! One person as a roster says it, checked, and the same person as the cells of a sheet.

use std::borrow::Cow;

use time::Date;

use super::columns::COLUMN_COUNT;
use super::model::{
    Disability, Education, Employment, Ethnicity, Health, LabourCapacity, Literacy, Monitoring,
    Relation, Sex,
};
use super::values::{IdCard, PersonName, Phone};

/// One person of a household. Sex and birth date are those of the ID card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRow {
    /// The community's name (社区).
    pub community: String,
    /// The area's name (片区).
    pub area: String,
    /// The building's name (楼栋).
    pub building: String,
    /// The unit's name (单元); `None` where a building has no units.
    pub unit: Option<String>,
    /// The room (房号).
    pub room: String,
    /// The household's number, which never changes and is unique within the site (户编号).
    pub household_no: String,
    /// Relation to the head of the household.
    pub relation: Relation,
    /// The person's name.
    pub name: PersonName,
    /// The ID-card number.
    pub id_card: IdCard,
    /// Ethnic group.
    pub ethnicity: Ethnicity,
    /// Schooling, when known.
    pub education: Option<Education>,
    /// Whether the person can read, when known.
    pub literacy: Option<Literacy>,
    /// Disability; `None` for none.
    pub disability: Option<Disability>,
    /// State of health, when known.
    pub health: Option<Health>,
    /// Ability to work.
    pub labour_capacity: LabourCapacity,
    /// Skills, in the order written, none twice.
    pub skills: Vec<String>,
    /// Work status, when known.
    pub employment: Option<Employment>,
    /// Phone number.
    pub phone: Option<Phone>,
    /// Township that the household came from; the same for all its rows.
    pub origin_township: Option<String>,
    /// Village that the household came from; the same for all its rows.
    pub origin_village: Option<String>,
    /// The official who helps the household; the same for all its rows.
    pub helper: Option<String>,
    /// Monitoring category of the household; the same for all its rows.
    pub monitoring: Monitoring,
}

/// Whether an export shows personal numbers and names wholly (脱敏).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As they are; needs the right to it.
    Wholly,
    /// Name, ID-card number and phone masked, birth date and health left out.
    Masked,
}

impl RosterRow {
    /// Sex as on the ID card.
    pub fn sex(&self) -> Sex {
        self.id_card.sex().into()
    }

    /// Birth date as on the ID card.
    pub fn birth_day(&self) -> Date {
        self.id_card.birth_date()
    }

    /// The cells of this person, in the order of [`super::columns::COLUMNS`].
    pub fn cells(&self, shown: Shown) -> [Cow<'_, str>; COLUMN_COUNT] {
        let [name, id_card, birth_day, phone, health] = self.personal_cells(shown);
        [
            Cow::from(&self.community),
            Cow::from(&self.area),
            Cow::from(&self.building),
            optional(self.unit.as_ref()),
            Cow::from(&self.room),
            Cow::from(&self.household_no),
            Cow::from(self.relation.label_zh()),
            name,
            id_card,
            Cow::from(self.sex().label_zh()),
            birth_day,
            Cow::from(self.ethnicity.label_zh()),
            Cow::from(self.education.map_or("", Education::label_zh)),
            Cow::from(self.literacy.map_or("", Literacy::label_zh)),
            Cow::from(Disability::label_zh(self.disability)),
            health,
            Cow::from(self.labour_capacity.label_zh()),
            Cow::from(self.skills.join("、")),
            Cow::from(self.employment.map_or("", Employment::label_zh)),
            phone,
            optional(self.origin_township.as_ref()),
            optional(self.origin_village.as_ref()),
            optional(self.helper.as_ref()),
            Cow::from(self.monitoring.label_zh()),
        ]
    }

    fn personal_cells(&self, shown: Shown) -> [Cow<'_, str>; 5] {
        match shown {
            Shown::Wholly => [
                Cow::from(self.name.as_str()),
                Cow::from(self.id_card.normal()),
                Cow::from(self.birth_day().to_string()),
                Cow::from(self.phone.as_ref().map_or("", Phone::normal)),
                Cow::from(self.health.map_or("", Health::label_zh)),
            ],
            Shown::Masked => [
                Cow::from(self.name.masked()),
                Cow::from(self.id_card.masked()),
                // The birth date is eight of the digits that the mask hides.
                Cow::from(""),
                Cow::from(self.phone.as_ref().map_or_else(String::new, Phone::masked)),
                Cow::from(""),
            ],
        }
    }
}

fn optional(text: Option<&String>) -> Cow<'_, str> {
    Cow::from(text.map_or("", String::as_str))
}
