//! An entry of a household’s history: who joined, left, split, merged or moved.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// An entry of a household’s history: who joined, left, split, merged or moved.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "household_history")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HistoryId,
    /// Whose history.
    pub household_id: HouseholdId,
    /// What happened: `created`, `edited`, `member_joined`, `member_left`, `split`, `merged`, `moved`, `left`.
    pub event: String,
    /// The other household of a split or merge.
    pub other_id: Option<HouseholdId>,
    /// The person it is about.
    pub person_id: Option<PersonId>,
    /// Dwelling before, in words.
    pub from_place: Option<String>,
    /// Dwelling after, in words.
    pub to_place: Option<String>,
    /// Which fields changed, by name, without values.
    pub fields: Option<String>,
    /// Who did it.
    pub actor_id: Option<AccountId>,
    /// When.
    pub at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
