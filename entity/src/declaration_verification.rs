//! What was seen at a household before its declaration goes on (入户核实); never changed once written.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// Whether one of the guarantees holds for a household (保障情况).
    pub enum Guarantee {
        /// It holds (有保障).
        Met = "met",
        /// It holds for now (有风险).
        AtRisk = "at_risk",
        /// It does not (无保障).
        Unmet = "unmet",
    }
}

/// What was seen at a household before its declaration goes on (入户核实).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "declaration_verification")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VerificationId,
    /// Of which declaration.
    pub declaration_id: DeclarationId,
    /// Whose household.
    pub household_id: HouseholdId,
    /// The day of the visit.
    pub visited_on: time::Date,
    /// Who came along.
    pub companion_name: Option<String>,
    /// Enough to eat and to wear (吃穿).
    pub food_clothing: Guarantee,
    /// Compulsory schooling (义务教育).
    pub schooling: Guarantee,
    /// Basic medical care (基本医疗).
    pub medicine: Guarantee,
    /// A safe dwelling (住房安全).
    pub housing: Guarantee,
    /// Safe drinking water (饮水安全).
    pub water: Guarantee,
    /// The year of the income that was asked for.
    pub income_year: i64,
    /// Net income per head of that year, in fen.
    pub income_fen_per_head: i64,
    /// What the trouble costs the household itself, in fen.
    pub burden_fen: i64,
    /// What was seen, sealed.
    pub findings_sealed: String,
    /// Who was there.
    pub verified_by: AccountId,
    /// When it was written.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
