//! A part of an imported file, sealed: it holds ID-card numbers.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A part of an imported file, sealed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_file")]
pub struct Model {
    /// Whose file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub batch_id: BatchId,
    /// Which part, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: i64,
    /// Its bytes in base64, sealed.
    pub sealed: String,
}

impl ActiveModelBehavior for ActiveModel {}
