//! A household as a line: what lists, searches and details show of it.

use entity::colour_result::Colour;
use entity::grid_node::NodeKind;
use entity::household::HouseholdState;
use entity::id::{HouseholdId, NodeId};
use sea_orm::FromQueryResult;

use super::model::{HouseholdAtDoor, HouseholdLine, OwnHouseholdLine};
use crate::grid::model::DoorPicture;
use crate::text::mask;

/// What a line selects, from [`FROM`].
pub(super) const COLUMNS: &str = "h.id, h.number, h.node_id, h.room, h.monitoring, h.colour, \
     h.state, h.version, n.kind, n.name, n.path, n.pictogram, up.name AS up_name, \
     up.pictogram AS up_pictogram, head.name AS head_name, head.initials AS head_initials, \
     (SELECT c.name FROM grid_path cp JOIN grid_node c ON c.id = cp.ancestor_id \
      WHERE cp.node_id = h.node_id AND c.kind = 'community') AS community, \
     (SELECT COUNT(*) FROM person m WHERE m.household_id = h.id AND m.state = 'present') \
      AS members";

/// Where a line comes from.
pub(super) const FROM: &str = "household h JOIN grid_node n ON n.id = h.node_id \
     LEFT JOIN grid_node up ON up.id = n.parent_id LEFT JOIN person head ON head.id = h.head_id";

/// A line as it is read.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Row {
    pub(super) id: HouseholdId,
    number: String,
    node_id: NodeId,
    pub(super) room: String,
    monitoring: String,
    colour: Colour,
    state: HouseholdState,
    version: i64,
    kind: NodeKind,
    name: String,
    pub(super) path: String,
    pictogram: Option<String>,
    up_name: Option<String>,
    up_pictogram: Option<String>,
    pub(super) head_name: Option<String>,
    pub(super) head_initials: Option<String>,
    community: Option<String>,
    members: i64,
}

impl Row {
    fn door(&self) -> String {
        let above = self.up_name.as_deref().filter(|_| self.kind == NodeKind::Unit);
        let parts = [self.community.as_deref(), above, Some(&self.name), Some(&self.room)];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    }

    /// The pictures on the building's and on the unit's door.
    fn pictures(&self) -> (Option<DoorPicture>, Option<DoorPicture>) {
        let own = self.pictogram.as_deref().and_then(DoorPicture::find);
        match self.kind {
            NodeKind::Unit => (self.up_pictogram.as_deref().and_then(DoorPicture::find), own),
            _ => (own, None),
        }
    }

    /// The line with the head's whole name and without the colour, for the household itself.
    pub(super) fn own(self) -> OwnHouseholdLine {
        let (building_picture, unit_picture) = self.pictures();
        OwnHouseholdLine {
            door: self.door(),
            household_id: self.id,
            number: self.number,
            node_id: self.node_id,
            room: self.room,
            building_picture,
            unit_picture,
            head_name: self.head_name,
            members: self.members,
            monitoring: self.monitoring,
            state: self.state,
            version: self.version,
        }
    }

    /// The line with the head's name masked.
    pub(super) fn masked(self) -> HouseholdLine {
        let (building_picture, unit_picture) = self.pictures();
        let head_name = self.head_name.as_deref().map(mask::name);
        HouseholdLine {
            door: self.door(),
            household_id: self.id,
            number: self.number,
            node_id: self.node_id,
            room: self.room,
            building_picture,
            unit_picture,
            head_name,
            members: self.members,
            monitoring: self.monitoring,
            colour: self.colour,
            colour_word: self.colour.word().to_owned(),
            colour_shape: self.colour.shape(),
            state: self.state,
            version: self.version,
        }
    }

    /// What whoever stands at the door is told.
    pub(super) fn at_door(self) -> HouseholdAtDoor {
        let (building_picture, unit_picture) = self.pictures();
        HouseholdAtDoor {
            door: self.door(),
            household_id: self.id,
            head_name: self.head_name.as_deref().map(mask::name),
            number: self.number,
            building_picture,
            unit_picture,
        }
    }
}
