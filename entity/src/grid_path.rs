//! The closure of the grid: one row for each node and each node above it, itself included.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// The closure of the grid: one row for each node and each node above it, itself included.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grid_path")]
pub struct Model {
    /// The node above, or the node itself.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ancestor_id: NodeId,
    /// The node.
    #[sea_orm(primary_key, auto_increment = false)]
    pub node_id: NodeId,
    /// How many levels lie between them.
    pub depth: i64,
}

impl ActiveModelBehavior for ActiveModel {}
