//! A post (岗位): a role that the grid expects somebody to hold at a node.

use sea_orm::entity::prelude::*;

use crate::{appointment::Role, prelude::*};

/// A post (岗位): a role that the grid expects somebody to hold at a node.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PostId,
    /// Where.
    pub node_id: NodeId,
    /// As what.
    pub role: Role,
    /// When it was set up.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
