//! An imported roster (导入批次): its file, what it would do or did, and how far it is.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// How far an import is.
    pub enum ImportState {
        /// Read and compared with the register; nothing is changed yet.
        Previewed = "previewed",
        /// Being written.
        Applying = "applying",
        /// Written.
        Applied = "applied",
        /// Being taken back.
        Undoing = "undoing",
        /// Taken back.
        Undone = "undone",
        /// Stopped half-way; `problem` says why. It can be undone.
        Failed = "failed",
    }
}

/// An imported roster (导入批次).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_batch")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BatchId,
    /// The site whose register it goes to.
    pub site_id: NodeId,
    /// How far it is.
    pub state: ImportState,
    /// What the uploader called the file.
    pub file_name: String,
    /// SHA-256 of the file, in hex.
    pub file_sha256: String,
    /// Whether households with faults or conflicts are passed over.
    pub skip_faulty: bool,
    /// People in the file.
    pub row_count: i64,
    /// People whom the register doesn't have.
    pub new_count: i64,
    /// People who differ from the register, or whose household does.
    pub changed_count: i64,
    /// People who are in the register just so.
    pub unchanged_count: i64,
    /// People who contradict the register.
    pub conflict_count: i64,
    /// Rows in which something can't be right.
    pub faulty_count: i64,
    /// Faults and conflicts in all, those beyond the list included.
    pub fault_count: i64,
    /// Households in the file.
    pub household_count: i64,
    /// Households that are held back because a row of theirs is faulty or in conflict.
    pub held_count: i64,
    /// Steps done: households while applying, changes while undoing.
    pub done: i64,
    /// Steps in all.
    pub total: i64,
    /// The code of what stopped it.
    pub problem: Option<String>,
    /// Who uploaded it; none from the command line.
    pub created_by: Option<AccountId>,
    /// Rises with every change of state.
    pub version: i64,
    /// When it was uploaded.
    pub created_at: Moment,
    /// When a step was last done; an old one means that whoever worked on it is gone.
    pub touched_at: Moment,
    /// When it was wholly written.
    pub applied_at: Option<Moment>,
    /// When it was wholly taken back.
    pub undone_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
