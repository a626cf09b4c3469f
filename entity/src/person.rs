//! A person of a household.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// Whether a person is counted as a member.
    pub enum PersonState {
        /// A member of the household.
        Present = "present",
        /// Moved away.
        Left = "left",
        /// Died.
        Deceased = "deceased",
    }
}

/// A person of a household.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Names the person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    /// The household that the person belongs to.
    pub household_id: HouseholdId,
    /// The name.
    pub name: String,
    /// Pinyin initials of the name, lower case, for searching.
    pub initials: String,
    /// `male` or `female`.
    pub sex: String,
    /// The day of birth.
    pub birth_date: time::Date,
    /// The ethnic group’s code.
    pub ethnicity: String,
    /// The education’s code.
    pub education: Option<String>,
    /// The literacy’s code.
    pub literacy: Option<String>,
    /// The disability’s code.
    pub disability: Option<String>,
    /// Health, sealed.
    pub health_sealed: Option<String>,
    /// Relation to the head of the household.
    pub relation: String,
    /// Labour capacity: `full`, `partial` or `none`.
    pub labour_capacity: String,
    /// Employment status.
    pub employment: String,
    /// Skills, separated by commas.
    pub skills: Option<String>,
    /// The ID-card number, sealed.
    pub id_card_sealed: Option<String>,
    /// The ID-card number’s blind index.
    pub id_card_index: Option<String>,
    /// The phone number, sealed.
    pub phone_sealed: Option<String>,
    /// The phone number’s blind index.
    pub phone_index: Option<String>,
    /// Present, left or deceased.
    pub state: PersonState,
    /// Rises with every change.
    pub version: i64,
    /// When the person was entered.
    pub created_at: Moment,
    /// When the row last changed.
    pub updated_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
