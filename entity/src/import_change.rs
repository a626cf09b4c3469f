//! A row that an import created or changed, with what it takes to undo that.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What an import can create or change.
    pub enum ChangeKind {
        /// A grid node.
        Node = "node",
        /// A household.
        Household = "household",
        /// A person.
        Person = "person",
    }
}

/// A row that an import created or changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_change")]
pub struct Model {
    /// Which import.
    #[sea_orm(primary_key, auto_increment = false)]
    pub batch_id: BatchId,
    /// In which order; undoing goes backwards.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// What kind of row.
    pub kind: ChangeKind,
    /// Which row.
    pub row_id: Uuid,
    /// The row as it was before, as JSON, sealed; none for a row that the import created.
    pub before_sealed: Option<String>,
    /// The row's version after the import; another one now means that somebody edited it since.
    pub version_after: i64,
}

impl ActiveModelBehavior for ActiveModel {}
