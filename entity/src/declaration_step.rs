//! A step in the timeline of a declaration; never changed once written.

use sea_orm::entity::prelude::*;

use crate::declaration::{DeclarationState, DeskLevel};
use crate::prelude::*;

crate::codes! {
    /// What was done to a declaration.
    pub enum DeclarationAction {
        /// The household declared.
        Declare = "declare",
        /// Somebody declared for the household.
        DeclareFor = "declare_for",
        /// A desk accepted it.
        Accept = "accept",
        /// A desk answered it.
        Answer = "answer",
        /// A desk refused it.
        Refuse = "refuse",
        /// The household took it back.
        Withdraw = "withdraw",
        /// The household said that the answer helped.
        Solved = "solved",
        /// The household said that the answer did not help.
        NotSolved = "not_solved",
    }
}

crate::codes! {
    /// Why a declaration is refused.
    pub enum RefusalReason {
        /// Somebody went and looked, and it is otherwise (核实不符).
        NotConfirmed = "not_confirmed",
        /// The same is declared already (重复申报).
        Repeated = "repeated",
        /// The rules for this kind of help are not met (不符合条件).
        NotEligible = "not_eligible",
        /// It is another office's matter (不属本级职责).
        OtherOffice = "other_office",
        /// Too little is known to act on it (信息不足).
        TooLittleKnown = "too_little_known",
        /// Help came already (已获帮扶).
        HelpedAlready = "helped_already",
    }
}

/// A step in the timeline of a declaration; never changed once written.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "declaration_step")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StepId,
    /// Whose step it is.
    pub declaration_id: DeclarationId,
    /// Its place in the timeline, from 1; the declaration's version after it.
    pub number: i64,
    /// The state before; none for the first step.
    pub from_state: Option<DeclarationState>,
    /// The state after.
    pub to_state: DeclarationState,
    /// What was done.
    pub action: DeclarationAction,
    /// At whose desk it lies afterwards.
    pub level: DeskLevel,
    /// Who did it.
    pub actor_id: AccountId,
    /// That person's name at the time.
    pub actor_name: String,
    /// As what that person did it.
    pub actor_role: crate::appointment::Role,
    /// Why it was refused.
    pub reason_code: Option<RefusalReason>,
    /// What was said, sealed.
    pub words_sealed: Option<String>,
    /// When the next step runs out.
    pub due_at: Option<Moment>,
    /// When it was done.
    pub at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
