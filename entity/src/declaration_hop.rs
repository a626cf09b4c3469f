//! An overdue declaration on its way up (超期督办): what was late, to whom it went, how many were told.

use sea_orm::entity::prelude::*;

use crate::declaration::{DeclarationState, DeskLevel};
use crate::prelude::*;

crate::codes! {
    /// What was late.
    pub enum HopCause {
        /// A step (环节超期).
        Step = "step",
        /// The whole chain (全流程超期).
        Chain = "chain",
    }
}

/// An overdue declaration on its way up (超期督办): what was late, to whom it went, how many were told.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "declaration_hop")]
pub struct Model {
    /// Names it; later ones come later in the order of ids.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HopId,
    /// Which declaration.
    pub declaration_id: DeclarationId,
    /// What was late.
    pub cause: HopCause,
    /// Where the declaration stood.
    pub state: DeclarationState,
    /// The deadline that had passed; each is raised to a level once.
    pub due_at: Moment,
    /// The level that had to act.
    pub from_level: DeskLevel,
    /// The level that it went to.
    pub to_level: DeskLevel,
    /// That level's node.
    pub to_node_id: NodeId,
    /// Levels between whose posts were vacant, with commas between.
    pub skipped_levels: String,
    /// How many holders of the post were told.
    pub told: i64,
    /// When it went.
    pub at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
