//! What a visit settles: tasks of the household, and its place in the month's round.

use entity::Moment;
use entity::id::{HouseholdId, VisitId};

use super::period::month_of;
use crate::params;
use crate::store::{At, Fault};

/// A visit at which somebody was at home.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub(super) id: VisitId,
    pub(super) household: HouseholdId,
    pub(super) at: Moment,
}

/// Settles every task in whose period the visit fell, also one that was believed missed, and ticks the
/// household in the open round of that month; says how many tasks it settled.
pub(super) async fn settle(at: &At<'_>, met: Met) -> Result<u64, Fault> {
    tick(at, met).await?;
    at.execute(
        "UPDATE visit_task SET state = 'done', visit_id = $1 WHERE household_id = $2 \
         AND state IN ('open', 'missed') AND starts_on <= $3 AND due_on >= $3",
        params![met.id, met.household, met.at.day()],
    )
    .await
}

/// The first visit of the month ticks the household, whichever phone tells of it first; who was excused
/// needn't be any more.
async fn tick(at: &At<'_>, met: Met) -> Result<(), Fault> {
    at.execute(
        "UPDATE round_household SET visit_id = $1, checked_at = $2, excused_for = NULL \
         WHERE household_id = $3 AND (checked_at IS NULL OR checked_at > $2) AND round_id IN \
         (SELECT id FROM monitoring_round WHERE month = $4 AND phase <> 'closed')",
        params![met.id, met.at, met.household, month_of(met.at.day())],
    )
    .await?;
    Ok(())
}
