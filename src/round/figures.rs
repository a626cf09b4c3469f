//! The figures of a round per building: counted while it goes on, frozen when it is closed.
//!
//! Both come from one statement, so what is frozen is what was shown.

use entity::id::{NodeId, RoundId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::rounds::Round;
use crate::auth::{Grant, Permission};
use crate::params;
use crate::store::{At, Fault, Sql};
use entity::monitoring_round::RoundPhase;

/// The figures of a building or of a whole round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Object, Serialize, FromQueryResult)]
pub struct RoundFigures {
    /// Households that the round covers.
    pub households: i64,
    /// Those that were visited (已走访).
    pub checked: i64,
    /// Those that nobody could meet, with a reason (免访).
    pub excused: i64,
    /// Those that are neither (未走访).
    pub open: i64,
    /// Red ones.
    pub red: i64,
    /// Yellow ones.
    pub yellow: i64,
    /// Green ones.
    pub green: i64,
    /// Those under monitoring.
    pub monitored: i64,
    /// Findings.
    pub findings: i64,
    /// Findings that were resolved.
    pub resolved: i64,
    /// Findings that a measure answers.
    pub measures: i64,
}

/// The figures of a building.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Counted {
    pub(super) building_id: NodeId,
    pub(super) building_name: String,
    #[sea_orm(nested)]
    pub(super) figures: RoundFigures,
}

/// Counts a running round by building; `$1` is the round.
const COUNT: &str = "SELECT r.building_id, COUNT(*) AS households, \
    COUNT(r.visit_id) AS checked, COUNT(r.excused_for) AS excused, \
    CAST(SUM(CASE WHEN r.colour = 'red' THEN 1 ELSE 0 END) AS bigint) AS red, \
    CAST(SUM(CASE WHEN r.colour = 'yellow' THEN 1 ELSE 0 END) AS bigint) AS yellow, \
    CAST(SUM(CASE WHEN r.colour = 'green' THEN 1 ELSE 0 END) AS bigint) AS green, \
    CAST(SUM(CASE WHEN r.monitoring <> 'none' THEN 1 ELSE 0 END) AS bigint) AS monitored, \
    CAST(SUM(COALESCE(f.findings, 0)) AS bigint) AS findings, \
    CAST(SUM(COALESCE(f.resolved, 0)) AS bigint) AS resolved, \
    CAST(SUM(COALESCE(f.measures, 0)) AS bigint) AS measures \
    FROM round_household r LEFT JOIN (SELECT i.household_id, COUNT(*) AS findings, \
      SUM(CASE WHEN i.state = 'resolved' THEN 1 ELSE 0 END) AS resolved, \
      COUNT(i.measure_id) AS measures FROM round_finding i WHERE i.round_id = $1 \
      GROUP BY i.household_id) f ON f.household_id = r.household_id \
    WHERE r.round_id = $1 GROUP BY r.building_id";

/// The frozen figures of a closed round by building; `$1` is the round.
const FROZEN: &str = "SELECT building_id, households, checked, excused, red, yellow, green, \
    monitored, findings, resolved, measures FROM round_snapshot WHERE round_id = $1";

/// Freezes the figures of a round that is being closed.
pub(super) async fn freeze(at: &At<'_>, round: RoundId) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO round_snapshot (round_id, building_id, households, checked, excused, red, \
         yellow, green, monitored, findings, resolved, measures, created_at) \
         SELECT $1, c.building_id, c.households, c.checked, c.excused, c.red, c.yellow, c.green, \
         c.monitored, c.findings, c.resolved, c.measures, $2 FROM ({COUNT}) c"
    );
    at.execute(sql, params![round, at.now]).await?;
    Ok(())
}

/// The figures of a round for the buildings of the caller's area, in the order of their paths.
pub(super) async fn by_building<P: Permission>(
    sql: Sql<'_>,
    by: &Grant<P>,
    round: &Round,
) -> Result<Vec<Counted>, Fault> {
    let source = if round.phase == RoundPhase::Closed { FROZEN } else { COUNT };
    let mut values = params![round.round_id];
    let clause = by.clause("c.building_id", None, &mut values);
    let text = format!(
        "SELECT c.building_id, b.name AS building_name, c.households, c.checked, c.excused, \
         c.households - c.checked - c.excused AS open, c.red, c.yellow, c.green, c.monitored, \
         c.findings, c.resolved, c.measures FROM ({source}) c \
         JOIN grid_node b ON b.id = c.building_id WHERE {clause} ORDER BY b.path"
    );
    sql.all(text, values).await
}

impl RoundFigures {
    /// These and those, figure by figure.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.with(other, i64::saturating_add)
    }

    /// These without those, figure by figure; below zero where there were more.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.with(other, i64::saturating_sub)
    }

    fn with(self, other: Self, join: fn(i64, i64) -> i64) -> Self {
        Self {
            households: join(self.households, other.households),
            checked: join(self.checked, other.checked),
            excused: join(self.excused, other.excused),
            open: join(self.open, other.open),
            red: join(self.red, other.red),
            yellow: join(self.yellow, other.yellow),
            green: join(self.green, other.green),
            monitored: join(self.monitored, other.monitored),
            findings: join(self.findings, other.findings),
            resolved: join(self.resolved, other.resolved),
            measures: join(self.measures, other.measures),
        }
    }
}

/// All of them together.
pub(super) fn sum(counted: &[Counted]) -> RoundFigures {
    counted.iter().fold(RoundFigures::default(), |sum, one| sum.plus(one.figures))
}
