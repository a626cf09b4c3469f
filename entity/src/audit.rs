//! An entry of the audit trail: who did what, for whom, where, with what result.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

/// An entry of the audit trail: who did what, for whom, where, with what result.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditId,
    /// When.
    pub at: Moment,
    /// Who; none for the system itself and for strangers.
    pub actor_id: Option<AccountId>,
    /// What: the deed’s stable name.
    pub action: String,
    /// What kind of thing it was done to.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Option<Uuid>,
    /// Whose household it concerns.
    pub household_id: Option<HouseholdId>,
    /// Where in the grid.
    pub node_id: Option<NodeId>,
    /// The reason that was given, such as for unmasking.
    pub reason: Option<String>,
    /// Further facts as canonical text, never sensitive values.
    pub facts: Option<String>,
    /// The request’s trace id.
    pub trace_id: Option<String>,
    /// Its place in the chain, given when it is sealed.
    pub seq: Option<i64>,
    /// Hash over this entry and the one before it.
    pub hash: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
