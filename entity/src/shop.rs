//! A love supermarket (爱心超市).

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A love supermarket (爱心超市).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shop")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShopId,
    /// The community that it serves.
    pub node_id: NodeId,
    /// The points that it took in.
    pub purse_id: PurseId,
    /// Its name, unique in the community.
    pub name: String,
    /// When it was opened.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
