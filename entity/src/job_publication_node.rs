//! A node that a publication of a job posting was meant for, with everything below it.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A node that a publication of a job posting was meant for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job_publication_node")]
pub struct Model {
    /// The publication.
    #[sea_orm(primary_key, auto_increment = false)]
    pub publication_id: PublicationId,
    /// The node.
    #[sea_orm(primary_key, auto_increment = false)]
    pub node_id: NodeId,
}

impl ActiveModelBehavior for ActiveModel {}
