//! The shapes in which nodes and pictograms are shown.

use entity::Moment;
use entity::grid_node::NodeKind;
use entity::id::{AccountId, NodeId};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use super::pictogram::Pictogram;

/// The pictogram on a door, as it is written and said.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize)]
pub struct DoorPicture {
    /// The stable code.
    #[oai(validator(max_length = 40))]
    pub code: String,
    /// The Chinese name, such as 梅花鹿.
    #[oai(validator(max_length = 40))]
    pub name_zh: String,
    /// The English name.
    #[oai(validator(max_length = 40))]
    pub name_en: String,
    /// What is read aloud, such as 长角的梅花鹿.
    #[oai(validator(max_length = 60))]
    pub spoken: String,
}

impl DoorPicture {
    /// The pictogram with this code, if the catalogue has it.
    pub fn find(code: &str) -> Option<Self> {
        Pictogram::find(code).map(Self::from)
    }
}

impl From<Pictogram> for DoorPicture {
    fn from(pictogram: Pictogram) -> Self {
        Self {
            code: pictogram.code().to_owned(),
            name_zh: pictogram.name_zh().to_owned(),
            name_en: pictogram.name_en().to_owned(),
            spoken: pictogram.spoken().to_owned(),
        }
    }
}

/// A pictogram of the catalogue with its drawing.
#[derive(Clone, Debug, Object, Serialize)]
pub struct CataloguePicture {
    /// Code and names.
    pub picture: DoorPicture,
    /// The drawing: a whole SVG document.
    #[oai(validator(max_length = 4000))]
    pub svg: String,
}

/// The catalogue of pictograms.
#[derive(Clone, Debug, Object, Serialize)]
pub struct PictureCatalogue {
    /// All pictograms in their fixed order.
    #[oai(validator(max_items = 400))]
    pub items: Vec<CataloguePicture>,
}

/// A node above another.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize)]
pub struct NodeAbove {
    /// Which one.
    pub node_id: NodeId,
    /// Its level.
    pub kind: NodeKind,
    /// Its name.
    #[oai(validator(max_length = 100))]
    pub name: String,
}

/// A node of the grid.
#[derive(Clone, Debug, Object, Serialize)]
pub struct GridNode {
    /// Names it.
    pub node_id: NodeId,
    /// Its level.
    pub kind: NodeKind,
    /// The node above; a county has none.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<NodeId>,
    /// Unique among its siblings.
    #[oai(validator(max_length = 40))]
    pub code: String,
    /// The name that people use.
    #[oai(validator(max_length = 100))]
    pub name: String,
    /// Codes from the county down, joined by `/`.
    #[oai(validator(max_length = 300))]
    pub path: String,
    /// The picture on the door of a building or unit.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pictogram: Option<DoorPicture>,
    /// When it was taken out of use.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Moment>,
    /// Rises with every change; `If-Match` names it as `"v1"`.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// The nodes above, from the county down; only where one node is shown.
    #[oai(skip_serializing_if_is_none, validator(max_items = 10))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<Vec<NodeAbove>>,
}

/// A new node.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewNode {
    /// The node above.
    pub parent_id: NodeId,
    /// Its level: a site below a county, a community below a site, an area below a community, a
    /// building below an area or a community, a unit below a building.
    pub kind: NodeKind,
    /// Unique among its siblings: letters, digits and hyphens.
    #[oai(validator(min_length = 1, max_length = 40))]
    pub code: String,
    /// The name that people use, such as 3栋.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// The picture on the door; a free one that differs from the neighbours' is taken when absent.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub pictogram: Option<String>,
}

/// What to change of a node; absent fields stay.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NodeChange {
    /// The name.
    #[oai(validator(min_length = 1, max_length = 100))]
    #[serde(default)]
    pub name: Option<String>,
    /// The picture on the door.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub pictogram: Option<String>,
}

/// Where a node moves.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NodeRelocation {
    /// The new node above.
    pub parent_id: NodeId,
    /// Why, in a few words.
    #[oai(validator(min_length = 4, max_length = 200))]
    pub reason: String,
}

/// A move of a node.
#[derive(Clone, Debug, Object, Serialize)]
pub struct NodeMove {
    /// The node above before.
    pub from_parent_id: NodeId,
    /// Its name today.
    #[oai(validator(max_length = 100))]
    pub from_name: String,
    /// The node above since.
    pub to_parent_id: NodeId,
    /// Its name today.
    #[oai(validator(max_length = 100))]
    pub to_name: String,
    /// The path before.
    #[oai(validator(max_length = 300))]
    pub from_path: String,
    /// The path since.
    #[oai(validator(max_length = 300))]
    pub to_path: String,
    /// Why.
    #[oai(validator(max_length = 200))]
    pub reason: String,
    /// Who moved it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<AccountId>,
    /// When.
    pub at: Moment,
}

/// The moves of a node.
#[derive(Clone, Debug, Object, Serialize)]
pub struct NodeMoves {
    /// The last hundred, latest first.
    #[oai(validator(max_items = 100))]
    pub items: Vec<NodeMove>,
}
