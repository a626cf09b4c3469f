//! What is due at the doors of a building, all of it at once.

use entity::Moment;
use entity::colour_result::{Colour, ColourShape};
use entity::declaration::DeclarationKind;
use entity::id::{ClueId, DeclarationId, HouseholdId, NodeId, PostingId};
use entity::visit_task::Cadence;
use poem_openapi::Object;
use serde::Serialize;
use time::Date;

use crate::grid::model::DoorPicture;
use crate::http::Page;

/// What is due in a building today (楼栋走访清单).
#[derive(Clone, Debug, Object, Serialize)]
pub struct VisitList {
    /// The building.
    pub building_id: NodeId,
    /// Its name.
    #[oai(validator(max_length = 100))]
    pub building_name: String,
    /// The picture on its door.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_picture: Option<DoorPicture>,
    /// The day.
    #[serde(with = "crate::identity::day")]
    pub day: Date,
    /// What is due in the whole building.
    pub counts: VisitCounts,
    /// The doors at which something is due, in the order of the stairs.
    pub stops: Page<VisitStop>,
}

/// What is due in the whole building.
#[derive(Clone, Debug, Default, Object, Serialize)]
pub struct VisitCounts {
    /// Households that live there.
    #[oai(validator(minimum(value = "0")))]
    pub households: i64,
    /// Of them: something is due.
    #[oai(validator(minimum(value = "0")))]
    pub due: i64,
    /// Of these: something is overdue.
    #[oai(validator(minimum(value = "0")))]
    pub overdue: i64,
    /// Visits by colour and return visits.
    #[oai(validator(minimum(value = "0")))]
    pub visits: i64,
    /// Jobs to bring to the door.
    #[oai(validator(minimum(value = "0")))]
    pub jobs: i64,
    /// Declarations to verify.
    #[oai(validator(minimum(value = "0")))]
    pub declarations: i64,
    /// Clues to look into.
    #[oai(validator(minimum(value = "0")))]
    pub clues: i64,
}

/// A door at which something is due.
#[derive(Clone, Debug, Object, Serialize)]
pub struct VisitStop {
    /// The household.
    pub household_id: HouseholdId,
    /// Its number.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// The head, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// How many people live there.
    #[oai(validator(minimum(value = "0")))]
    pub members: i64,
    /// The unit; absent where the building has one entrance.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_name: Option<String>,
    /// The picture on the unit's door.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_picture: Option<DoorPicture>,
    /// The room.
    #[oai(validator(max_length = 50))]
    pub room: String,
    /// The colour of the household.
    pub colour: Colour,
    /// The word for it.
    #[oai(validator(max_length = 4))]
    pub colour_word: String,
    /// The shape for it.
    pub colour_shape: ColourShape,
    /// Whether anything here is overdue.
    pub is_overdue: bool,
    /// Visits that were missed and that nobody made good; a visit that was made in time can still be
    /// written down.
    #[oai(validator(minimum(value = "0")))]
    pub missed: i64,
    /// Visits by colour and return visits that are due.
    #[oai(validator(max_items = 100))]
    pub visits: Vec<DueVisit>,
    /// Jobs that the household has not seen yet.
    #[oai(validator(max_items = 100))]
    pub jobs: Vec<DueJob>,
    /// Declarations that wait for household verification.
    #[oai(validator(max_items = 100))]
    pub declarations: Vec<DueDeclaration>,
    /// Clues from departments, for whoever handles them.
    #[oai(validator(max_items = 100))]
    pub clues: Vec<DueClue>,
}

/// A visit that is due.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DueVisit {
    /// Why.
    pub cadence: Cadence,
    /// The same in a word.
    #[oai(validator(max_length = 20))]
    pub cadence_word: String,
    /// The last day on which it is in time.
    #[serde(with = "crate::identity::day")]
    pub due_on: Date,
    /// The declaration that a return visit follows.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declaration_id: Option<DeclarationId>,
}

/// A job to bring to the door.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DueJob {
    /// The posting.
    pub posting_id: PostingId,
    /// What it is.
    #[oai(validator(max_length = 100))]
    pub title: String,
    /// The last day to apply.
    #[serde(with = "crate::identity::day")]
    pub apply_by: Date,
}

/// A declaration to verify.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DueDeclaration {
    /// The declaration.
    pub declaration_id: DeclarationId,
    /// What it is about.
    pub kind: DeclarationKind,
    /// When the step runs out.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// Whether that was before now.
    pub is_overdue: bool,
}

/// A clue to look into; what a department wrote is read with the clue itself.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DueClue {
    /// The clue.
    pub clue_id: ClueId,
    /// When it has to be looked into.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// Whether that was before now.
    pub is_overdue: bool,
}
