//! The record of a household under monitoring (监测对象); it is kept when the risk is removed.

use sea_orm::entity::prelude::*;

use crate::declaration::{Category, RiskKind};
use crate::prelude::*;

crate::codes! {
    /// Where a record comes from.
    pub enum RecordSource {
        /// The county confirmed a declaration (申报审定).
        Declaration = "declaration",
        /// The register said so before (原有监测对象).
        Register = "register",
    }
}

/// The record of a household under monitoring (监测对象).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "monitoring_record")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RecordId,
    /// Whose household.
    pub household_id: HouseholdId,
    /// The declaration that was confirmed.
    pub declaration_id: Option<DeclarationId>,
    /// Where it comes from.
    pub source: RecordSource,
    /// The category.
    pub category: Category,
    /// The main risk.
    pub kind: RiskKind,
    /// When it was confirmed, or first known.
    pub confirmed_at: Moment,
    /// Who confirmed it.
    pub confirmed_by: Option<AccountId>,
    /// When the risk was removed.
    pub removed_at: Option<Moment>,
    /// Who removed it.
    pub removed_by: Option<AccountId>,
    /// Why, sealed.
    pub removal_words_sealed: Option<String>,
    /// The day until which the household is watched.
    pub watch_until: Option<time::Date>,
    /// Rises with every change.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
