//! One item of a household's income of a year (收入台账).

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What an item of the income ledger is.
    pub enum IncomeKind {
        /// Wages (工资性收入).
        Wage = "wage",
        /// What a business, crop or livestock brought (经营性收入).
        Business = "business",
        /// Rent, interest, shares (财产性收入).
        Property = "property",
        /// Allowances, pensions, gifts (转移性收入).
        Transfer = "transfer",
        /// What the business cost; it is taken off (经营性支出).
        BusinessCost = "business_cost",
        /// What the household must pay without choice; it is taken off (必要支出).
        NecessaryCost = "necessary_cost",
    }
}

impl IncomeKind {
    /// Whether it is taken off the income.
    pub const fn is_cost(self) -> bool {
        matches!(self, Self::BusinessCost | Self::NecessaryCost)
    }

    /// In Chinese, as a household hears it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Wage => "工资性收入",
            Self::Business => "经营性收入",
            Self::Property => "财产性收入",
            Self::Transfer => "转移性收入",
            Self::BusinessCost => "经营性支出",
            Self::NecessaryCost => "必要支出",
        }
    }
}

crate::codes! {
    /// Who said what an item is.
    pub enum IncomeSource {
        /// The household (住户自报).
        Household = "household",
        /// Somebody who visited it (入户走访).
        Visit = "visit",
        /// The employer (用工单位).
        Employer = "employer",
        /// A department (部门数据).
        Department = "department",
        /// A sheet that was imported (表格导入).
        Import = "import",
    }
}

impl IncomeSource {
    /// In Chinese, as a household hears it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Household => "自家申报",
            Self::Visit => "入户走访",
            Self::Employer => "用工单位",
            Self::Department => "部门数据",
            Self::Import => "表格导入",
        }
    }
}

/// One item of a household's income of a year (收入台账).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "income_item")]
pub struct Model {
    /// Names it; later ones come later in the order of ids.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IncomeItemId,
    /// Whose income.
    pub household_id: HouseholdId,
    /// The member who has it, where it is one member's.
    pub person_id: Option<PersonId>,
    /// The year that it counts for.
    pub year: i64,
    /// What it is.
    pub kind: IncomeKind,
    /// How much, in fen; costs are positive as well.
    pub amount_fen: i64,
    /// Who said so.
    pub source: IncomeSource,
    /// What else was noted, sealed.
    pub note_sealed: Option<String>,
    /// Names the line of a sheet that it came from, so that the line is taken once.
    pub origin_key: Option<String>,
    /// The import that brought it.
    pub batch_id: Option<LedgerBatchId>,
    /// Who wrote it.
    pub recorded_by: AccountId,
    /// When it was written.
    pub created_at: Moment,
    /// When it was voided; it counts no more.
    pub voided_at: Option<Moment>,
    /// Who voided it.
    pub voided_by: Option<AccountId>,
    /// Why.
    pub void_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
