//! A line of a sheet that is imported into a ledger.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What becomes of a line.
    pub enum LineState {
        /// The ledger lacks it (新增).
        New = "new",
        /// The ledger has it already (已有).
        Known = "known",
        /// Something in it can't be right (退回).
        Rejected = "rejected",
    }
}

/// A line of a sheet that is imported into a ledger.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_batch_line")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LedgerLineId,
    /// The import.
    pub batch_id: LedgerBatchId,
    /// The number that people see beside the row, from 1.
    pub row_number: i64,
    /// What becomes of it.
    pub state: LineState,
    /// Its cells and what they say, sealed.
    pub cells_sealed: String,
    /// What is wrong with it, as JSON without any value of a cell.
    pub faults: Option<String>,
    /// The household that it is about.
    pub household_id: Option<HouseholdId>,
    /// Names what it says, so that the same is taken once.
    pub origin_key: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
