//! What kinds of work there are, and where each is done.

use crate::api::BASE;

entity::codes! {
    /// What a task asks for.
    pub enum TaskKind {
        /// A declaration lies at one's desk (申报办理).
        Declaration = "declaration",
        /// A declaration is overdue at a desk below, and somebody must press (督办).
        Raised = "raised",
        /// An objection to a public notice waits for its answer (公示异议).
        Objection = "objection",
        /// Somebody asks that a declaration's clock stops (中止审批).
        Pause = "pause",
        /// A department's clue must be looked into (线索核查).
        Clue = "clue",
        /// A finding of the monthly round is one's own to settle (问题整改).
        Finding = "finding",
        /// A measure is one's own to give (帮扶措施).
        Measure = "measure",
        /// A household must be visited (走访).
        Visit = "visit",
    }
}

impl TaskKind {
    /// In Chinese, for a heading.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Declaration => "申报办理",
            Self::Raised => "督办",
            Self::Objection => "公示异议",
            Self::Pause => "中止审批",
            Self::Clue => "线索核查",
            Self::Finding => "问题整改",
            Self::Measure => "帮扶措施",
            Self::Visit => "走访",
        }
    }

    /// The path below which the thing to act on is read.
    pub(super) fn path(self, subject: uuid::Uuid) -> String {
        let below = match self {
            Self::Declaration | Self::Raised | Self::Pause | Self::Objection => "declarations",
            Self::Clue => "clues",
            Self::Finding => "round-findings",
            Self::Measure => "measures",
            Self::Visit => return format!("{BASE}/households/{subject}/visits"),
        };
        format!("{BASE}/{below}/{subject}")
    }
}
