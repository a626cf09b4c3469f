//! A pause of a declaration's clock (中止): asked for by one, decided by another.

use sea_orm::entity::prelude::*;

use crate::declaration_step::StepReason;
use crate::prelude::*;

/// A pause of a declaration's clock (中止): asked for by one, decided by another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "declaration_pause")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PauseId,
    /// Whose clock is to stand still.
    pub declaration_id: DeclarationId,
    /// Who asked.
    pub requested_by: AccountId,
    /// Why.
    pub reason_code: StepReason,
    /// The same in words, sealed.
    pub words_sealed: String,
    /// When it was asked for.
    pub requested_at: Moment,
    /// Who decided; never who asked.
    pub decided_by: Option<AccountId>,
    /// What was decided.
    pub is_approved: Option<bool>,
    /// When that was.
    pub decided_at: Option<Moment>,
    /// What was said of the decision, sealed.
    pub decision_sealed: Option<String>,
    /// When an approved pause was over.
    pub ended_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}
