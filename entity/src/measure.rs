//! One thing that is done for a household (帮扶措施).

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What is given.
    pub enum MeasureKind {
        /// Work with an employer (就业岗位).
        Job = "job",
        /// A public-welfare post (公益性岗位).
        PublicPost = "public_post",
        /// Training (技能培训).
        Training = "training",
        /// Help with a crop, livestock or a business (产业帮扶).
        Industry = "industry",
        /// A regular allowance (低保等补助).
        Allowance = "allowance",
        /// Help with medical costs (医疗救助).
        MedicalAid = "medical_aid",
        /// Help with the cost of schooling (教育资助).
        SchoolingAid = "schooling_aid",
        /// Help with the dwelling (住房保障).
        HousingAid = "housing_aid",
        /// Help with drinking water (饮水保障).
        WaterAid = "water_aid",
        /// Relief in an emergency (临时救助).
        TemporaryRelief = "temporary_relief",
        /// A small loan (小额信贷).
        Microcredit = "microcredit",
        /// Goods (物资).
        Goods = "goods",
        /// Something else (其他).
        Other = "other",
    }
}

impl MeasureKind {
    /// In Chinese, as a household hears it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Job => "就业岗位",
            Self::PublicPost => "公益性岗位",
            Self::Training => "技能培训",
            Self::Industry => "产业帮扶",
            Self::Allowance => "补助",
            Self::MedicalAid => "医疗救助",
            Self::SchoolingAid => "教育资助",
            Self::HousingAid => "住房保障",
            Self::WaterAid => "饮水保障",
            Self::TemporaryRelief => "临时救助",
            Self::Microcredit => "小额信贷",
            Self::Goods => "物资",
            Self::Other => "其他帮扶",
        }
    }
}

crate::codes! {
    /// How far a measure came.
    pub enum MeasureState {
        /// It is intended (计划).
        Planned = "planned",
        /// It was given (已落实).
        Delivered = "delivered",
        /// It is not given after all (取消).
        Cancelled = "cancelled",
    }
}

crate::codes! {
    /// What a measure did for the household (帮扶成效).
    pub enum MeasureEffect {
        /// The trouble is over (已解决).
        Solved = "solved",
        /// It is smaller (有改善).
        Improved = "improved",
        /// Nothing changed (未见成效).
        NoEffect = "no_effect",
    }
}

/// One thing that is done for a household (帮扶措施).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "measure")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MeasureId,
    /// For whom.
    pub household_id: HouseholdId,
    /// The plan that it is part of.
    pub plan_id: Option<PlanId>,
    /// The declaration that it follows from.
    pub declaration_id: Option<DeclarationId>,
    /// What is given.
    pub kind: MeasureKind,
    /// The same in words that the household reads.
    pub description: String,
    /// How far it came.
    pub state: MeasureState,
    /// The last day on which it is in time.
    pub due_on: time::Date,
    /// Its worth in fen, where it has one.
    pub amount_fen: Option<i64>,
    /// Who sees to it.
    pub responsible_id: Option<AccountId>,
    /// The day on which it was given.
    pub delivered_on: Option<time::Date>,
    /// Who gave it.
    pub delivered_by: Option<AccountId>,
    /// What proves it, sealed.
    pub evidence_sealed: Option<String>,
    /// What it did.
    pub effect: Option<MeasureEffect>,
    /// The same in words, sealed.
    pub effect_sealed: Option<String>,
    /// Who judged the effect.
    pub effect_by: Option<AccountId>,
    /// When that was.
    pub effect_at: Option<Moment>,
    /// Why it is not given after all, in words that the household reads.
    pub cancel_reason: Option<String>,
    /// Who planned it.
    pub created_by: AccountId,
    /// Rises with every change.
    pub version: i64,
    /// When it was planned.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
