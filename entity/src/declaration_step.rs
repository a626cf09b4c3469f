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
        /// A desk accepted it (受理).
        Accept = "accept",
        /// A desk asked the household for more (退回补充).
        Return = "return",
        /// The household gave what was missing (补充).
        Supplement = "supplement",
        /// A desk gave it to the level above (转办).
        Refer = "refer",
        /// A desk found that it asks for a service (转为服务事项).
        Reclassify = "reclassify",
        /// The household took it back (撤回).
        Withdraw = "withdraw",
        /// It was refused (不予受理).
        Refuse = "refuse",
        /// A desk answered it (答复).
        Answer = "answer",
        /// The household said that the answer helped (已解决).
        Solved = "solved",
        /// The household said that the answer did not help (没解决).
        NotSolved = "not_solved",
        /// Somebody was at the household and wrote down how it lives (入户核实).
        Verify = "verify",
        /// The review meeting agreed (民主评议).
        Review = "review",
        /// The public notice was hung out (公示).
        Publish = "publish",
        /// Somebody objected to the public notice (提出异议).
        Object = "object",
        /// An objection was answered (答复异议).
        AnswerObjection = "answer_objection",
        /// The street agreed (街道审核).
        StreetReview = "street_review",
        /// The county confirmed (县级审定).
        Confirm = "confirm",
        /// The risk was removed (风险消除).
        RemoveRisk = "remove_risk",
        /// Support was recorded first (绿色通道).
        Green = "green",
        /// The clock was stopped with approval (中止).
        Pause = "pause",
        /// The clock goes on (恢复).
        Resume = "resume",
        /// The household appealed (申诉).
        Appeal = "appeal",
        /// The refusal stands (维持).
        Uphold = "uphold",
        /// The refusal was wrong, work begins again (撤销重办).
        Reopen = "reopen",
    }
}

crate::codes! {
    /// Why a declaration is refused, returned, referred, or its clock stopped.
    pub enum StepReason {
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
        /// The review meeting did not agree (评议未通过).
        VotedDown = "voted_down",
        /// An objection to the public notice was right (异议成立).
        ObjectionUpheld = "objection_upheld",
        /// A photo or document can't be read (材料不清).
        Unreadable = "unreadable",
        /// A paper is missing (材料缺失).
        DocumentMissing = "document_missing",
        /// It is a matter of service, not of a risk (属于服务事项).
        ServiceMatter = "service_matter",
        /// Nobody of the household can be reached for now (家人外出).
        HouseholdAway = "household_away",
        /// Another office has to answer first (等待其他部门).
        WaitsForOffice = "waits_for_office",
        /// Disaster or epidemic keeps people from working on it (不可抗力).
        ForceMajeure = "force_majeure",
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
    /// Why, where the step needs a reason.
    pub reason_code: Option<StepReason>,
    /// What was said, sealed.
    pub words_sealed: Option<String>,
    /// When the next step runs out.
    pub due_at: Option<Moment>,
    /// When it was done.
    pub at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}
