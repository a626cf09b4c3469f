//! What time does to tasks: who left is not visited any more, and what was due is missed.

use crate::params;
use crate::store::{At, Fault};

/// Takes tasks of households that left off the list, and marks those as missed whose last day is over;
/// says how many were marked.
pub(super) async fn sweep(at: &At<'_>) -> Result<u64, Fault> {
    at.execute(
        "UPDATE visit_task SET state = 'void' WHERE state = 'open' AND NOT EXISTS \
         (SELECT 1 FROM household h WHERE h.id = visit_task.household_id \
          AND h.state = 'present')",
        vec![],
    )
    .await?;
    at.execute(
        "UPDATE visit_task SET state = 'missed', missed_at = $1 \
         WHERE state = 'open' AND due_on < $2",
        params![at.now, at.today()],
    )
    .await
}

/// Takes the running task of a household off the list where its colour asks for more visits now.
pub(super) async fn replace(at: &At<'_>) -> Result<u64, Fault> {
    at.execute(
        "UPDATE visit_task SET state = 'void' WHERE state = 'open' \
         AND cadence IN ('weekly', 'monthly') AND EXISTS \
         (SELECT 1 FROM household h WHERE h.id = visit_task.household_id \
          AND (h.colour = 'red' OR (h.colour = 'yellow' AND visit_task.cadence = 'monthly')))",
        vec![],
    )
    .await
}
