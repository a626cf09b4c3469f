//! The gate to a round's next phase: its conditions, and what stands in the way of each.

use entity::id::RoundId;
use entity::monitoring_round::RoundPhase;
use poem_openapi::Object;
use serde::Serialize;

use super::RoundError;
use super::rounds::{self, Round};
use crate::auth::Grant;
use crate::auth::permission::ReadRounds;
use crate::params;
use crate::store::{Fault, Sql, View};

entity::codes! {
    /// A condition of a round's gate.
    pub enum GateCondition {
        /// Every household was visited or is excused with a reason (走访全覆盖).
        HouseholdsChecked = "households_checked",
        /// Every finding was assessed or dismissed (发现已研判).
        FindingsAssessed = "findings_assessed",
        /// Every finding has an owner, and a measure or a day (发现已调度).
        FindingsDispatched = "findings_dispatched",
        /// Every finding is resolved, dismissed, or handed to the next month (发现已办结或转下月).
        FindingsSettled = "findings_settled",
    }
}

/// Findings that go on: neither settled nor handed over.
const ONGOING: &str = "NOT EXISTS (SELECT 1 FROM round_finding n WHERE n.handed_from = f.id)";

impl GateCondition {
    /// What counts the rows that stand in its way; `$1` is the round.
    fn question(self) -> String {
        let findings = |condition: &str| {
            format!("SELECT COUNT(*) FROM round_finding f WHERE f.round_id = $1 AND {condition}")
        };
        match self {
            // Whoever left the site is excused when the check ends.
            Self::HouseholdsChecked => "SELECT COUNT(*) FROM round_household r \
                JOIN household h ON h.id = r.household_id AND h.state = 'present' \
                WHERE r.round_id = $1 AND r.visit_id IS NULL AND r.excused_for IS NULL"
                .to_owned(),
            Self::FindingsAssessed => findings("f.state = 'open'"),
            Self::FindingsDispatched => findings(
                "(f.state IN ('open', 'assessed') OR (f.state = 'dispatched' \
                 AND f.measure_id IS NULL AND f.due_on IS NULL))",
            ),
            Self::FindingsSettled => {
                findings(&format!("f.state NOT IN ('resolved', 'dismissed') AND {ONGOING}"))
            }
        }
    }

    /// Where those rows are listed, below the round.
    fn list(self) -> &'static str {
        match self {
            Self::HouseholdsChecked => "households?checked=false&excused=false",
            Self::FindingsAssessed => "findings?state=open",
            Self::FindingsDispatched => "findings?dispatched=false",
            Self::FindingsSettled => "findings?settled=false",
        }
    }

    fn unmet_zh(self, count: i64) -> String {
        match self {
            Self::HouseholdsChecked => format!("还有 {count} 户没有走访，也没有登记免访原因"),
            Self::FindingsAssessed => format!("还有 {count} 条发现没有研判"),
            Self::FindingsDispatched => format!("还有 {count} 条发现没有责任人、措施或期限"),
            Self::FindingsSettled => format!("还有 {count} 条发现没有办结，也没有转到下月"),
        }
    }
}

/// A condition, and how many rows stand in its way.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize)]
pub struct GateCheck {
    /// Which one.
    pub condition: GateCondition,
    /// Households or findings of the whole site that stand in the way.
    #[oai(validator(minimum(value = "0")))]
    pub open_count: i64,
    /// Whether it is met.
    pub is_met: bool,
    /// Where these households or findings are listed.
    #[oai(validator(max_length = 300))]
    pub link: String,
}

/// The gate to the next phase.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Gate {
    /// The next phase.
    pub to: RoundPhase,
    /// What it asks for.
    #[oai(validator(max_items = 10))]
    pub conditions: Vec<GateCheck>,
    /// Whether all of it is met.
    pub all_met: bool,
}

/// A round with the gate that lies before it.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RoundDetail {
    /// The round.
    pub round: Round,
    /// The gate to its next phase; absent once it is closed.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
}

/// The phase after this one, and what its gate asks for.
pub(super) const fn next(phase: RoundPhase) -> Option<(RoundPhase, &'static [GateCondition])> {
    use GateCondition::{FindingsAssessed, FindingsDispatched, FindingsSettled, HouseholdsChecked};
    match phase {
        RoundPhase::Check => Some((RoundPhase::Assess, &[HouseholdsChecked])),
        RoundPhase::Assess => Some((RoundPhase::Dispatch, &[FindingsAssessed])),
        RoundPhase::Dispatch => Some((RoundPhase::Supervise, &[FindingsDispatched])),
        RoundPhase::Supervise => Some((RoundPhase::Closed, &[FindingsDispatched, FindingsSettled])),
        RoundPhase::Closed => None,
    }
}

/// The gate before a round in this phase.
pub(super) async fn gate(
    sql: Sql<'_>,
    round: RoundId,
    phase: RoundPhase,
) -> Result<Option<Gate>, Fault> {
    let Some((to, wanted)) = next(phase) else { return Ok(None) };
    let mut conditions = Vec::with_capacity(wanted.len());
    for condition in wanted.iter().copied() {
        let open_count: i64 =
            sql.value(condition.question(), params![round]).await?.unwrap_or_default();
        let link = link(round, condition.list());
        conditions.push(GateCheck { condition, open_count, is_met: open_count == 0, link });
    }
    let all_met = conditions.iter().all(|check| check.is_met);
    Ok(Some(Gate { to, conditions, all_met }))
}

/// The path of a list of a round.
pub(super) fn link(round: RoundId, list: &str) -> String {
    format!("{}/monitoring-rounds/{round}/{list}", crate::api::BASE)
}

impl Gate {
    /// Refuses unless all conditions are met, and says which are not.
    pub(super) fn check(&self) -> Result<(), RoundError> {
        let unmet: Vec<_> = self.conditions.iter().filter(|check| !check.is_met).collect();
        if unmet.is_empty() {
            return Ok(());
        }
        let words = unmet.iter().map(|check| check.condition.unmet_zh(check.open_count));
        let codes =
            unmet.iter().map(|check| format!("{} ({})", check.condition.code(), check.open_count));
        Err(RoundError::GateShut {
            unmet_zh: words.collect::<Vec<_>>().join("；"),
            unmet: codes.collect::<Vec<_>>().join(", "),
        })
    }
}

/// A round in sight, with its gate.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<ReadRounds>,
    id: RoundId,
) -> Result<RoundDetail, RoundError> {
    let round = rounds::seen(view, by, id).await?.ok_or(RoundError::Missing)?;
    let gate = gate(view.sql, id, round.phase).await?;
    Ok(RoundDetail { round, gate })
}
