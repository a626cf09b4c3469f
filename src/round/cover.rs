//! Whom a round covers: every household that lives at the site, in one statement.

use entity::Moment;
use entity::id::{NodeId, RoundId};
use time::Date;

use super::days::following;
use crate::params;
use crate::store::{At, Fault};

/// The statement that puts households into a round, with building, colour and category as they are
/// now, each ticked if it was visited in the month before the round was opened.
///
/// `$1` is the round, `$2` its site, `$3` and `$4` the first moments of its month and of the next.
pub const COVER: &str = "INSERT INTO round_household \
    (round_id, household_id, building_id, colour, monitoring, visit_id, checked_at) \
    SELECT $1, h.id, b.id, h.colour, h.monitoring, v.id, v.visited_at \
    FROM grid_path s JOIN grid_node b ON b.id = s.node_id AND b.kind = 'building' \
    JOIN grid_path d ON d.ancestor_id = b.id JOIN household h ON h.node_id = d.node_id \
    LEFT JOIN visit v ON v.id = (SELECT x.id FROM visit x WHERE x.household_id = h.id \
      AND x.visited_at >= $3 AND x.visited_at < $4 AND x.outcome <> 'not_home' \
      ORDER BY x.visited_at, x.id LIMIT 1) \
    WHERE s.ancestor_id = $2 AND h.state = 'present' \
    ON CONFLICT (round_id, household_id) DO NOTHING";

/// Puts the households that live at the site and are not in the round yet into it; says how many.
pub(super) async fn cover(
    at: &At<'_>,
    round: RoundId,
    site: NodeId,
    month: Date,
) -> Result<u64, Fault> {
    let (from, to) = (Moment::begin_of(month), Moment::begin_of(following(month)));
    let covered = at.execute(COVER, params![round, site, from, to]).await?;
    if covered > 0 {
        at.execute(
            "UPDATE monitoring_round SET household_count = household_count + $2 WHERE id = $1",
            params![round, i64::try_from(covered).unwrap_or(i64::MAX)],
        )
        .await?;
    }
    Ok(covered)
}

/// Excuses households that left the site before anybody visited them.
pub(super) async fn excuse_gone(at: &At<'_>, round: RoundId) -> Result<u64, Fault> {
    at.execute(
        "UPDATE round_household SET excused_for = 'moved_away' WHERE round_id = $1 \
         AND visit_id IS NULL AND excused_for IS NULL \
         AND household_id IN (SELECT id FROM household WHERE state <> 'present')",
        params![round],
    )
    .await
}
