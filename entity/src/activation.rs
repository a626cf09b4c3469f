//! A one-time activation code printed on a household card, kept as a hash.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// A one-time activation code printed on a household card, kept as a hash.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activation")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ActivationId,
    /// The household that it opens.
    pub household_id: HouseholdId,
    /// Keyed hash of the code.
    pub code_index: String,
    /// Who printed it.
    pub printed_by: Option<AccountId>,
    /// When it was printed.
    pub created_at: Moment,
    /// When it stops working.
    pub expires_at: Moment,
    /// How many wrong attempts are left.
    pub tries_left: i64,
    /// When it was used.
    pub used_at: Option<Moment>,
    /// When a newer print made it void.
    pub voided_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
