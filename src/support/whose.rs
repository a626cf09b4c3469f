//! Which household a row of a list is about, as staff see it: number, door, masked head.

use entity::grid_node::NodeKind;
use entity::id::HouseholdId;
use sea_orm::FromQueryResult;

use crate::text::mask;

/// The columns of [`Whose`].
pub(crate) const COLUMNS: &str = "h.id AS household_id, h.number AS household_number, h.room, \
    n.kind AS node_kind, n.name AS node_name, u.name AS parent_name, head.name AS head_name";

/// What to join to a table with the household `h` to get [`COLUMNS`].
pub(crate) const TABLES: &str = "JOIN grid_node n ON n.id = h.node_id \
    LEFT JOIN grid_node u ON u.id = n.parent_id LEFT JOIN person head ON head.id = h.head_id";

/// A household as a list names it.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Whose {
    pub(crate) household_id: HouseholdId,
    pub(crate) household_number: String,
    room: String,
    node_kind: NodeKind,
    node_name: String,
    parent_name: Option<String>,
    head_name: Option<String>,
}

impl Whose {
    /// Building, unit and room.
    pub(crate) fn door(&self) -> String {
        let building = self.parent_name.as_deref().filter(|_| self.node_kind == NodeKind::Unit);
        format!("{}{}{}", building.unwrap_or_default(), self.node_name, self.room)
    }

    /// The head's name, masked.
    pub(crate) fn head_masked(&self) -> Option<String> {
        self.head_name.as_deref().map(mask::name)
    }
}
