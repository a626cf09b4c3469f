//! Where each kind of work is read from, and whose it is.

use entity::Moment;
use entity::declaration::DeskLevel;
use entity::grid_node::NodeKind;
use entity::id::{AccountId, NodeId};
use sea_orm::Value;
use time::Date;

use super::desks::Desks;
use super::kind::TaskKind;
use crate::declaration::escalation::ANSWERABLE;
use crate::support::plans::BELOW;

/// What a kind of work is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// A moment, which is the first that is too late.
    At(&'static str),
    /// A day, which is the last in time.
    On(&'static str),
    /// The moment at which it arrived; there is no deadline.
    Since(&'static str),
}

impl Due {
    /// The column.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::At(column) | Self::On(column) | Self::Since(column) => column,
        }
    }
}

/// Where a kind of work is read from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    /// The id of the row, by which equally urgent ones are sorted.
    pub(super) id: &'static str,
    /// The id of the thing to act on.
    pub(super) subject: &'static str,
    /// What it is about, as a code.
    pub(super) about: &'static str,
    /// How far it came, as a code; empty where that says nothing.
    pub(super) step: &'static str,
    /// The tables, with the household `h`.
    pub(super) tables: &'static str,
    /// What it is sorted by.
    pub(super) due: Due,
}

/// Where this kind of work is read from.
pub(super) const fn source(kind: TaskKind) -> Source {
    match kind {
        TaskKind::Declaration | TaskKind::Raised => Source {
            id: "d.id",
            subject: "d.id",
            about: "d.kind",
            step: "d.state",
            tables: "declaration d JOIN household h ON h.id = d.household_id",
            due: Due::At("d.due_at"),
        },
        TaskKind::Objection => Source {
            id: "t.id",
            subject: "t.declaration_id",
            about: "d.kind",
            step: "d.state",
            tables: "notice_objection t JOIN declaration d ON d.id = t.declaration_id \
                JOIN household h ON h.id = d.household_id",
            due: Due::Since("t.raised_at"),
        },
        TaskKind::Pause => Source {
            id: "t.id",
            subject: "t.declaration_id",
            about: "d.kind",
            step: "d.state",
            tables: "declaration_pause t JOIN declaration d ON d.id = t.declaration_id \
                JOIN household h ON h.id = d.household_id",
            due: Due::At("d.due_at"),
        },
        TaskKind::Clue => Source {
            id: "c.id",
            subject: "c.id",
            about: "c.department",
            step: "''",
            tables: "clue c JOIN household h ON h.id = c.household_id",
            due: Due::At("c.due_at"),
        },
        TaskKind::Finding => Source {
            id: "t.id",
            subject: "t.id",
            about: "t.kind",
            step: "''",
            tables: "round_finding t JOIN household h ON h.id = t.household_id",
            due: Due::On("t.due_on"),
        },
        TaskKind::Measure => Source {
            id: "t.id",
            subject: "t.id",
            about: "t.kind",
            step: "''",
            tables: "measure t JOIN household h ON h.id = t.household_id",
            due: Due::On("t.due_on"),
        },
        TaskKind::Visit => Source {
            id: "h.id",
            subject: "h.id",
            about: "t.cadence",
            step: "''",
            tables: "visit_task t JOIN household h ON h.id = t.household_id",
            due: Due::On("t.due_on"),
        },
    }
}

/// Whose work is read.
#[derive(Debug)]
pub(super) struct Whom {
    pub(super) account: AccountId,
    pub(super) desks: Desks,
    pub(super) now: Moment,
    pub(super) today: Date,
    /// Only of households at or below this node.
    pub(super) node: Option<NodeId>,
}

/// A household has one visit task, the first to run out: one visit settles them all.
const FIRST_VISIT: &str = "NOT EXISTS (SELECT 1 FROM visit_task e \
    WHERE e.household_id = t.household_id AND e.state = 'open' AND e.starts_on <= ? \
    AND (e.due_on, e.cadence) < (t.due_on, t.cadence))";

impl Whom {
    /// What rows of [`source`] are this person's work.
    pub(super) fn conditions(&self, kind: TaskKind, values: &mut Vec<Value>) -> String {
        let mut all = vec![self.theirs(kind, values)];
        all.extend(self.desks.of_others(values));
        if let Some(node) = self.node {
            all.push(with(BELOW, node, values));
        }
        all.join(" AND ")
    }

    fn theirs(&self, kind: TaskKind, values: &mut Vec<Value>) -> String {
        match kind {
            TaskKind::Declaration => {
                format!("d.due_at IS NOT NULL AND {}", self.at_desk(ANSWERABLE, values))
            }
            TaskKind::Raised => {
                let overdue = with("d.due_at <= ?", self.now, values);
                let told = self.at_desk("d.raised_level", values);
                let own = self.at_desk(ANSWERABLE, values);
                format!("{overdue} AND {told} AND NOT {own}")
            }
            TaskKind::Objection => {
                let duty = self.desks.on_duty(NodeKind::Community, values);
                format!("t.answered_at IS NULL AND {duty}")
            }
            TaskKind::Pause => {
                let others = with("t.requested_by <> ?", self.account, values);
                let desk = self.at_desk(APPROVES, values);
                format!("t.decided_at IS NULL AND d.due_at IS NOT NULL AND {others} AND {desk}")
            }
            TaskKind::Clue => {
                let duty = self.desks.on_duty(NodeKind::Community, values);
                format!("c.state = 'open' AND c.due_at IS NOT NULL AND {duty}")
            }
            TaskKind::Finding => {
                let own = with("t.owner_id = ?", self.account, values);
                format!("t.state = 'dispatched' AND t.due_on IS NOT NULL AND {own} AND {GOES_ON}")
            }
            TaskKind::Measure => {
                let own = with("t.responsible_id = ?", self.account, values);
                format!("t.state = 'planned' AND {own}")
            }
            TaskKind::Visit => {
                let due = with("t.state = 'open' AND t.starts_on <= ?", self.today, values);
                let first = with(FIRST_VISIT, self.today, values);
                let duty = self.desks.on_duty(NodeKind::Building, values);
                format!("{due} AND h.state = 'present' AND {first} AND {duty}")
            }
        }
    }

    /// The desk of this level is theirs.
    fn at_desk(&self, level: &str, values: &mut Vec<Value>) -> String {
        let parts: Vec<_> = DeskLevel::ALL
            .iter()
            .filter_map(|desk| {
                let duty = self.desks.on_duty(NodeKind::from_code(desk.code())?, values);
                Some(format!("({level} = '{}' AND {duty})", desk.code()))
            })
            .collect();
        format!("({})", parts.join(" OR "))
    }
}

/// Who approves a pause: the street for the community's desk, and each higher desk for itself.
const APPROVES: &str = "CASE WHEN d.level = 'community' THEN 'site' ELSE d.level END";

/// A finding that is not handed over to the next month's round.
const GOES_ON: &str = "NOT EXISTS (SELECT 1 FROM round_finding k WHERE k.handed_from = t.id)";

/// The condition with `value` in the place of `?`.
fn with(part: &str, value: impl Into<Value>, values: &mut Vec<Value>) -> String {
    values.push(value.into());
    part.replace('?', &format!("${}", values.len()))
}
