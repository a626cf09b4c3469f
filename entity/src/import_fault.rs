//! A fault of an imported file, by row and column of the uploader's own sheet.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A fault of an imported file.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_fault")]
pub struct Model {
    /// Whose file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub batch_id: BatchId,
    /// Its place in the list, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The row, from 1.
    pub row_number: i64,
    /// The column's letters; empty when the sheet doesn't have the column.
    pub letter: String,
    /// The column's stable name.
    pub column_key: String,
    /// The fault's stable code.
    pub code: String,
    /// What is wrong and what to do, in Chinese.
    pub message_zh: String,
    /// The same in English.
    pub message_en: String,
}

impl ActiveModelBehavior for ActiveModel {}
