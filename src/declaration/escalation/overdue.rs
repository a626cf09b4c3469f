//! What ran out and was not raised as far as it must be by now.

use entity::Moment;
use entity::declaration::{DeclarationState, DeskLevel, Track};
use entity::id::{DeclarationId, HouseholdId, NodeId};
use sea_orm::FromQueryResult;
use time::Date;

use crate::calendar::Calendar;
use crate::params;
use crate::store::{At, Fault, Sql};
use crate::support::store::morning;

/// How many declarations are looked at in one transaction.
pub(super) const BATCH: usize = 500;

/// A declaration that is late.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Late {
    pub(super) id: DeclarationId,
    pub(super) household_id: HouseholdId,
    pub(super) node_id: NodeId,
    pub(super) community_id: NodeId,
    pub(super) state: DeclarationState,
    pub(super) track: Track,
    pub(super) level: DeskLevel,
    pub(super) raised_level: Option<DeskLevel>,
    /// What ran out: the step or the chain.
    pub(super) due_at: Moment,
}

impl Late {
    /// The level that had to act: a public notice hangs in the community, and is reviewed by the street.
    pub(super) fn answerable(&self) -> DeskLevel {
        match self.state {
            DeclarationState::InNotice => self.level.max(DeskLevel::Site),
            _ => self.level,
        }
    }

    /// The level that is to know next.
    pub(super) fn next_level(&self) -> DeskLevel {
        self.raised_level.unwrap_or_else(|| self.answerable()).above()
    }
}

/// The same as [`Late::answerable`] in SQL.
pub(crate) const ANSWERABLE: &str =
    "CASE WHEN d.state = 'in_notice' AND d.level = 'community' THEN 'site' ELSE d.level END";

/// Where a late declaration comes from.
pub(super) const TABLES: &str = "declaration d JOIN household h ON h.id = d.household_id \
    JOIN grid_path g ON g.node_id = h.node_id \
    JOIN grid_node c ON c.id = g.ancestor_id AND c.kind = 'community'";

fn select(due: &str) -> String {
    format!(
        "SELECT d.id, d.household_id, h.node_id, c.id AS community_id, d.state, d.track, \
         d.level, d.raised_level, d.{due} AS due_at FROM {TABLES}"
    )
}

/// Steps that ran out and were not raised, or not done in the time of the level that knows.
pub(super) async fn steps(at: &At<'_>) -> Result<Vec<Late>, Fault> {
    let days = at.world.config.policy.declaration.raise_working_days;
    let known_before = heard_before(&at.world.calendar, at.today(), days);
    let sql = format!(
        "{} WHERE d.due_at <= $1 AND (d.raised_level IS NULL OR (d.raised_level <> 'county' \
           AND d.due_at <= $2 AND NOT EXISTS (SELECT 1 FROM declaration_hop k \
             WHERE k.declaration_id = d.id AND k.cause = 'step' AND k.at >= $2))) \
         ORDER BY d.due_at, d.id LIMIT {BATCH}",
        select("due_at")
    );
    at.sql().all(sql, params![at.now, known_before]).await
}

/// Whole chains that ran out and of which nobody was told. After a pause a chain has another last day,
/// of which is told if that runs out as well.
pub(super) async fn chains(at: &At<'_>) -> Result<Vec<Late>, Fault> {
    let sql = format!(
        "{} WHERE d.open_slot IS NOT NULL AND d.stopped_at IS NULL AND d.chain_due_at <= $1 \
           AND NOT EXISTS (SELECT 1 FROM declaration_hop k WHERE k.declaration_id = d.id \
             AND k.cause = 'chain' AND k.due_at = d.chain_due_at) \
         ORDER BY d.chain_due_at, d.id LIMIT {BATCH}",
        select("chain_due_at")
    );
    at.sql().all(sql, params![at.now]).await
}

/// Whoever heard before this moment has had `days` whole working days since the day on which they heard.
fn heard_before(calendar: &Calendar, today: Date, days: u32) -> Moment {
    let days = u16::try_from(days).unwrap_or(u16::MAX);
    let mut day = today;
    while let Some(before) = day.previous_day() {
        if calendar.add_working_days(before, days) < today {
            break;
        }
        day = before;
    }
    morning(day)
}

/// How many steps are overdue at the desks of each level.
pub(crate) async fn count_by_level(
    sql: Sql<'_>,
    now: Moment,
) -> Result<Vec<(DeskLevel, i64)>, Fault> {
    #[derive(FromQueryResult)]
    struct Count {
        level: DeskLevel,
        number: i64,
    }
    let counts: Vec<Count> = sql
        .all(
            "SELECT d.level, COUNT(*) AS number FROM declaration d WHERE d.due_at <= $1 \
             GROUP BY d.level",
            params![now],
        )
        .await?;
    let of = |level: DeskLevel| counts.iter().find(|count| count.level == level);
    Ok(DeskLevel::ALL
        .iter()
        .map(|level| (*level, of(*level).map_or(0, |count| count.number)))
        .collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::date;

    use super::*;
    use crate::declaration::workflow;

    proptest! {
        #[test]
        fn who_heard_before_has_had_the_days_and_who_heard_after_has_not(
            start in 0_i64..700, days in 1_u32..6,
        ) {
            let calendar = Calendar::built_in().unwrap();
            let today = date!(2025 - 02 - 01).saturating_add(time::Duration::days(start));
            let now = morning(today);
            let limit = heard_before(&calendar, today, days);
            prop_assert!(workflow::after(&calendar, limit.plus_ms(-1), days) <= now);
            prop_assert!(workflow::after(&calendar, limit, days) > now);
        }
    }

    #[test]
    fn a_notice_is_the_streets_to_review_and_what_lies_at_the_county_stays_there() {
        use DeclarationState::{Accepted, InNotice, StreetReviewed};
        use DeskLevel::{Community, County, Site};
        let id = uuid::Uuid::nil();
        let late = |state, level, raised_level| Late {
            id: id.into(),
            household_id: id.into(),
            node_id: id.into(),
            community_id: id.into(),
            state,
            track: Track::Monitoring,
            level,
            raised_level,
            due_at: Moment(0),
        };
        assert_eq!(late(Accepted, Community, None).next_level(), Site);
        assert_eq!(late(Accepted, Community, Some(Site)).next_level(), County);
        assert_eq!(late(InNotice, Community, None).next_level(), County);
        assert_eq!(late(StreetReviewed, County, None).next_level(), County);
    }
}
