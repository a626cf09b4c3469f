//! What a row was before an import changed it: kept sealed, and put back when the import is undone.

use entity::id::{NodeId, PersonId};
use entity::{household, person};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use crate::store::Fault;
use crate::store::seal::{Place, Seal, Sealed};

/// A household before the import; only what an import can change.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HouseholdBefore {
    /// The version that the row had.
    #[serde(default)]
    pub(super) version: i64,
    node_id: NodeId,
    room: String,
    head_id: Option<PersonId>,
    origin_township: Option<String>,
    origin_village: Option<String>,
    helper_name: Option<String>,
    monitoring: String,
}

impl HouseholdBefore {
    /// Takes it from the row.
    pub(super) fn of(row: &household::Model) -> Self {
        Self {
            version: row.version,
            node_id: row.node_id,
            room: row.room.clone(),
            head_id: row.head_id,
            origin_township: row.origin_township.clone(),
            origin_village: row.origin_village.clone(),
            helper_name: row.helper_name.clone(),
            monitoring: row.monitoring.clone(),
        }
    }

    /// Puts it back.
    pub(super) fn restore(self, row: &mut household::Model) {
        row.node_id = self.node_id;
        row.room = self.room;
        row.head_id = self.head_id;
        row.origin_township = self.origin_township;
        row.origin_village = self.origin_village;
        row.helper_name = self.helper_name;
        row.monitoring = self.monitoring;
    }
}

/// A person before the import; only what an import can change. Sealed fields stay sealed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PersonBefore {
    /// The version that the row had.
    #[serde(default)]
    pub(super) version: i64,
    name: String,
    initials: String,
    sex: String,
    birth_date: Date,
    ethnicity: String,
    education: Option<String>,
    literacy: Option<String>,
    disability: Option<String>,
    health_sealed: Option<String>,
    relation: String,
    labour_capacity: String,
    employment: String,
    skills: Option<String>,
    id_card_sealed: Option<String>,
    id_card_index: Option<String>,
    phone_sealed: Option<String>,
    phone_index: Option<String>,
}

impl PersonBefore {
    /// Takes it from the row.
    pub(super) fn of(row: &person::Model) -> Self {
        let row = row.clone();
        Self {
            version: row.version,
            name: row.name,
            initials: row.initials,
            sex: row.sex,
            birth_date: row.birth_date,
            ethnicity: row.ethnicity,
            education: row.education,
            literacy: row.literacy,
            disability: row.disability,
            health_sealed: row.health_sealed,
            relation: row.relation,
            labour_capacity: row.labour_capacity,
            employment: row.employment,
            skills: row.skills,
            id_card_sealed: row.id_card_sealed,
            id_card_index: row.id_card_index,
            phone_sealed: row.phone_sealed,
            phone_index: row.phone_index,
        }
    }

    /// Puts it back.
    pub(super) fn restore(self, row: &mut person::Model) {
        row.name = self.name;
        row.initials = self.initials;
        row.sex = self.sex;
        row.birth_date = self.birth_date;
        row.ethnicity = self.ethnicity;
        row.education = self.education;
        row.literacy = self.literacy;
        row.disability = self.disability;
        row.health_sealed = self.health_sealed;
        row.relation = self.relation;
        row.labour_capacity = self.labour_capacity;
        row.employment = self.employment;
        row.skills = self.skills;
        row.id_card_sealed = self.id_card_sealed;
        row.id_card_index = self.id_card_index;
        row.phone_sealed = self.phone_sealed;
        row.phone_index = self.phone_index;
    }
}

fn place(row: Uuid) -> Place<'static> {
    Place { table: "import_change", column: "before_sealed", row }
}

/// Seals what the row `row` was.
pub(super) fn seal<T: Serialize>(seal: &Seal, row: Uuid, before: &T) -> Result<String, Fault> {
    let text = serde_json::to_string(before).map_err(damaged)?;
    seal.seal(place(row), &text).map(Sealed::into_string).map_err(damaged)
}

/// Opens what the row `row` was.
pub(super) fn open<T: DeserializeOwned>(
    seal: &Seal,
    row: Uuid,
    before: String,
) -> Result<T, Fault> {
    let text = seal.open(place(row), &Sealed::from(before)).map_err(damaged)?;
    serde_json::from_str(&text).map_err(damaged)
}

fn damaged(error: impl std::fmt::Display) -> Fault {
    Fault::Damaged(error.to_string())
}
