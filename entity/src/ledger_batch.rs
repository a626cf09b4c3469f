//! An import of a sheet into a ledger (台账导入).

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// Which ledger a sheet goes to.
    pub enum Ledger {
        /// Items of income (收入台账).
        Income = "income",
        /// Clues from departments (部门线索).
        Clues = "clues",
    }
}

crate::codes! {
    /// How far an import into a ledger is.
    pub enum LedgerImportState {
        /// It was read, and nothing is written yet (待导入).
        Previewed = "previewed",
        /// Its lines are in the ledger (已导入).
        Applied = "applied",
        /// They were taken back (已撤销).
        Undone = "undone",
        /// It was never applied, and its lines are kept no more (已过期).
        Discarded = "discarded",
    }
}

/// An import of a sheet into a ledger (台账导入).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_batch")]
pub struct Model {
    /// Names it; later ones come later in the order of ids.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LedgerBatchId,
    /// The site whose households it is about.
    pub site_id: NodeId,
    /// Which ledger.
    pub ledger: Ledger,
    /// How far it is.
    pub state: LedgerImportState,
    /// What the uploader called the file.
    pub file_name: String,
    /// SHA-256 of the file, in hex.
    pub file_sha256: String,
    /// Lines in the sheet: the sum of the three that follow.
    pub row_count: i64,
    /// Lines that the ledger lacks, or that were written.
    pub new_count: i64,
    /// Lines that the ledger has already.
    pub known_count: i64,
    /// Lines in which something can't be right.
    pub rejected_count: i64,
    /// Who uploaded it.
    pub created_by: AccountId,
    /// Rises with every change of state.
    pub version: i64,
    /// When it was uploaded.
    pub created_at: Moment,
    /// When it was written into the ledger.
    pub applied_at: Option<Moment>,
    /// When it was taken back.
    pub undone_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
