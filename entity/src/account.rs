//! An account (账号): somebody who can sign in.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// Who an account is for.
    pub enum AccountKind {
        /// Works for the community: signs in with login and password.
        Staff = "staff",
        /// Lives in the community: signs in with a code from the household card.
        Resident = "resident",
    }
}

crate::codes! {
    /// Whether an account can be used.
    pub enum AccountState {
        /// It can.
        Active = "active",
        /// An administrator has closed it.
        Disabled = "disabled",
    }
}

/// An account (账号): somebody who can sign in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    /// Staff or resident.
    pub kind: AccountKind,
    /// The name typed at sign-in, unique; residents have none.
    pub login: Option<String>,
    /// The name that others see.
    pub display_name: String,
    /// Argon2id hash in PHC form; residents may have none.
    pub password_hash: Option<String>,
    /// When the password was last set.
    pub password_set_at: Option<Moment>,
    /// Whether the next sign-in must set a new password first.
    pub password_must_change: bool,
    /// The person behind it, where the register knows one.
    pub person_id: Option<PersonId>,
    /// Whether it was said of a staff account that its owner lives in no household here.
    pub lives_elsewhere: bool,
    /// The household that the account belongs to: a resident acts here.
    pub household_id: Option<HouseholdId>,
    /// The node whose administrators look after a staff account.
    pub node_id: Option<NodeId>,
    /// Active or disabled.
    pub state: AccountState,
    /// Rises with every change of rights, password or state; tokens name it.
    pub version: i64,
    /// When it was made.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
