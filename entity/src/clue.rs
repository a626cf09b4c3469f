//! What a department noticed about a household (部门线索).

use sea_orm::entity::prelude::*;

use crate::declaration::RiskKind;
use crate::prelude::*;

crate::codes! {
    /// Who noticed it.
    pub enum Department {
        /// Medical insurance (医保).
        MedicalInsurance = "medical_insurance",
        /// Education (教育).
        Education = "education",
        /// Civil affairs (民政).
        CivilAffairs = "civil_affairs",
        /// The disabled persons' federation (残联).
        DisabledFederation = "disabled_federation",
        /// Emergency management (应急).
        Emergency = "emergency",
        /// Human resources and social security (人社).
        HumanResources = "human_resources",
        /// Housing (住建).
        Housing = "housing",
        /// Water (水务).
        Water = "water",
        /// Another (其他).
        Other = "other",
    }
}

impl Department {
    /// In Chinese.
    pub const fn word(self) -> &'static str {
        match self {
            Self::MedicalInsurance => "医保",
            Self::Education => "教育",
            Self::CivilAffairs => "民政",
            Self::DisabledFederation => "残联",
            Self::Emergency => "应急",
            Self::HumanResources => "人社",
            Self::Housing => "住建",
            Self::Water => "水务",
            Self::Other => "其他",
        }
    }
}

crate::codes! {
    /// What became of a clue.
    pub enum ClueState {
        /// It waits to be looked into (待核查).
        Open = "open",
        /// A declaration follows from it (已转申报).
        Declared = "declared",
        /// It was looked into, and there is no risk (已排除).
        Cleared = "cleared",
        /// Its import was undone (已撤销).
        Void = "void",
    }
}

/// What a department noticed about a household (部门线索).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clue")]
pub struct Model {
    /// Names it; later ones come later in the order of ids.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClueId,
    /// The household.
    pub household_id: HouseholdId,
    /// The member, where it is about one.
    pub person_id: Option<PersonId>,
    /// Who noticed it.
    pub department: Department,
    /// What the household may be in danger of.
    pub kind: RiskKind,
    /// The day on which it happened.
    pub occurred_on: time::Date,
    /// How much it cost the household, in fen, where that is known.
    pub amount_fen: Option<i64>,
    /// What the department says, sealed.
    pub words_sealed: String,
    /// Names the line of a sheet that it came from, so that the line is taken once.
    pub origin_key: Option<String>,
    /// The import that brought it.
    pub batch_id: Option<LedgerBatchId>,
    /// What became of it.
    pub state: ClueState,
    /// Until when it must be looked into.
    pub due_at: Option<Moment>,
    /// The declaration that follows from it.
    pub declaration_id: Option<DeclarationId>,
    /// What was found, sealed.
    pub outcome_sealed: Option<String>,
    /// Who wrote it down.
    pub recorded_by: AccountId,
    /// Who looked into it.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Moment>,
    /// Rises with every change.
    pub version: i64,
    /// When it was written down.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
