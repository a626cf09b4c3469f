//! A node of the grid (网格): county, site, community, area, building or unit.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// The levels of the grid, from the top.
    pub enum NodeKind {
        /// County (县).
        County = "county",
        /// Resettlement site, run by a street office (安置区).
        Site = "site",
        /// Community (社区).
        Community = "community",
        /// Area (片区).
        Area = "area",
        /// Building (楼栋).
        Building = "building",
        /// Unit, the door that a stairwell has (单元).
        Unit = "unit",
    }
}

/// A node of the grid (网格): county, site, community, area, building or unit.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grid_node")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NodeId,
    /// Which level it is.
    pub kind: NodeKind,
    /// The node above; only a county has none.
    pub parent_id: Option<NodeId>,
    /// Unique among its siblings.
    pub code: String,
    /// The name that people use.
    pub name: String,
    /// Codes from the county down, joined by `/`.
    pub path: String,
    /// The pictogram (看图记家门) of a building or unit.
    pub pictogram: Option<String>,
    /// The node below which that pictogram is unique: a building’s community, a unit’s building.
    pub pictogram_within: Option<NodeId>,
    /// Rises with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Moment,
    /// When it was taken out of use.
    pub retired_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
