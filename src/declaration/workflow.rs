//! What may follow what: the states of a declaration as data.
//!
//! The table drives the code: a deed looks up its row by state, desk and action, and does what the row
//! says. Where there is no row, the deed is refused.

use entity::Moment;
use entity::declaration::{DeclarationState as State, DeskLevel};
use entity::declaration_step::DeclarationAction as Action;

use crate::auth::Permission;
use crate::auth::permission::{DeclareForOthers, DeclareForOwn, HandleDeclarations};
use crate::calendar::Calendar;
use crate::config::DeclarationPolicy;

/// What a step must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Plain words to the household.
    Words,
    /// A reason from the fixed list.
    Reason,
    /// The household's consent.
    Consent,
    /// Words or a voice note.
    WordsOrVoice,
}

/// Until when the step after must be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// `accept_working_days` after it came to the desk.
    Accept,
    /// `whole_working_days` after it came to the desk.
    Whole,
}

/// One row: in this state and at this desk, this action leads there.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The state before; none before the first step.
    pub from: Option<State>,
    /// The desk at which it lies before; any when none is named.
    pub at: Option<DeskLevel>,
    /// What is done.
    pub action: Action,
    /// The permission of whoever may do it.
    pub by: &'static str,
    /// The state after.
    pub to: State,
    /// The desk at which it lies afterwards, where that changes.
    pub moves_to: Option<DeskLevel>,
    /// Until when the next step must be done.
    pub due: Option<Due>,
    /// What must be given.
    pub needs: &'static [Need],
    /// What the household is told: a line.
    pub title: &'static str,
    /// What the household is told: a sentence or two; `{due}` is the last day for the next step.
    pub body: &'static str,
}

/// The permission of whoever decides.
pub(super) const DESK: &str = HandleDeclarations::NAME;
const OWN: &str = DeclareForOwn::NAME;

/// What most rows share.
const ROW: Step = Step {
    from: None,
    at: None,
    action: Action::Declare,
    by: OWN,
    to: State::Submitted,
    moves_to: None,
    due: None,
    needs: &[],
    title: "",
    body: "",
};

const REFUSE: Step = Step {
    action: Action::Refuse,
    by: DESK,
    to: State::Refused,
    needs: &[Need::Reason, Need::Words],
    title: "您的申报没有通过",
    body: "请打开申报查看原因。有不明白的，请找社区工作人员。",
    ..ROW
};

/// The whole course of a declaration.
pub const TABLE: &[Step] = &[
    Step {
        action: Action::Declare,
        due: Some(Due::Accept),
        needs: &[Need::WordsOrVoice],
        title: "已收到您的申报",
        body: "您的申报已送到社区，{due}前会有人受理，请留意消息。",
        ..ROW
    },
    Step {
        action: Action::DeclareFor,
        by: DeclareForOthers::NAME,
        due: Some(Due::Accept),
        needs: &[Need::Consent, Need::WordsOrVoice],
        title: "已替您家提交申报",
        body: "有人替您家提交了困难申报，{due}前会有人受理。如果不是您家的意思，请撤回或联系社区。",
        ..ROW
    },
    Step {
        from: Some(State::Submitted),
        action: Action::Accept,
        by: DESK,
        to: State::Accepted,
        due: Some(Due::Whole),
        title: "您的申报已受理",
        body: "工作人员正在办理您的申报，{due}前会给您答复。",
        ..ROW
    },
    Step { from: Some(State::Submitted), ..REFUSE },
    Step { from: Some(State::Accepted), ..REFUSE },
    Step {
        from: Some(State::Submitted),
        action: Action::Withdraw,
        to: State::Withdrawn,
        title: "申报已撤回",
        body: "您家的申报已经撤回，需要时可以重新申报。",
        ..ROW
    },
    Step {
        from: Some(State::Accepted),
        action: Action::Answer,
        by: DESK,
        to: State::Answered,
        needs: &[Need::Words],
        title: "您的申报有答复了",
        body: "请打开申报查看答复，并告诉我们问题解决了没有。",
        ..ROW
    },
    Step {
        from: Some(State::Answered),
        action: Action::Solved,
        to: State::Closed,
        title: "申报已办结",
        body: "谢谢您的评价，这件事已经办结。",
        ..ROW
    },
    Step {
        from: Some(State::Answered),
        at: Some(DeskLevel::Community),
        action: Action::NotSolved,
        to: State::Submitted,
        moves_to: Some(DeskLevel::Site),
        due: Some(Due::Accept),
        title: "申报已转到上一级",
        body: "您说问题没有解决，申报已转到街道，{due}前会有人受理。",
        ..ROW
    },
    Step {
        from: Some(State::Answered),
        at: Some(DeskLevel::Site),
        action: Action::NotSolved,
        to: State::Closed,
        title: "申报已办结",
        body: "您说问题没有解决，我们已经记下，请找街道工作人员当面说明。",
        ..ROW
    },
];

/// The desk at which every declaration begins.
pub const FIRST_DESK: DeskLevel = DeskLevel::Community;

/// The row for this action, if it may be done now.
pub fn next(from: Option<State>, at: DeskLevel, action: Action) -> Option<&'static Step> {
    TABLE.iter().find(|step| {
        step.from == from && step.action == action && step.at.is_none_or(|desk| desk == at)
    })
}

/// Whether somebody at a desk has to act in this state.
pub fn is_open(state: State) -> bool {
    matches!(state, State::Submitted | State::Accepted)
}

impl Step {
    /// The state and the desk after this step.
    pub fn leads_to(&self, desk: DeskLevel) -> (State, DeskLevel) {
        (self.to, self.moves_to.unwrap_or(desk))
    }

    /// Whether the step brings the declaration to a desk that did not have it before.
    pub fn arrives(&self) -> bool {
        self.from.is_none() || self.moves_to.is_some()
    }

    /// Whether a desk decides here, which nobody may do on their own.
    pub fn decides(&self) -> bool {
        self.by == DESK
    }

    /// When the step after this one runs out, for a declaration that came to its desk at `arrived`.
    pub fn due_at(
        &self,
        calendar: &Calendar,
        policy: &DeclarationPolicy,
        arrived: Moment,
    ) -> Option<Moment> {
        let days = match self.due? {
            Due::Accept => policy.accept_working_days,
            Due::Whole => policy.whole_working_days,
        };
        let days = u16::try_from(days).unwrap_or(u16::MAX);
        Some(Moment::from(calendar.deadline(arrived.utc(), days)))
    }
}

/// The state and the desk that a timeline of actions ends in; none when it isn't a course of the table.
pub fn replay(actions: impl IntoIterator<Item = Action>) -> Option<(State, DeskLevel)> {
    let mut now = (None, FIRST_DESK);
    for action in actions {
        let (state, desk) = next(now.0, now.1, action)?.leads_to(now.1);
        now = (Some(state), desk);
    }
    Some((now.0?, now.1))
}

#[cfg(test)]
mod tests;
