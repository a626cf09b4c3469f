//! How far the monthly rounds came: the latest of each site that the node has to do with.

use entity::id::RoundId;
use entity::monitoring_round::RoundPhase;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::figure::{self, Name, Share};
use super::scope::Scope;
use crate::params;
use crate::store::Fault;

/// How far a monthly round came here (排查覆盖率).
#[derive(Clone, Debug, Object, Serialize)]
pub struct RoundShare {
    /// The round.
    pub round_id: RoundId,
    /// Its site.
    #[oai(validator(max_length = 100))]
    pub site_name: String,
    /// Its month, as its first day.
    #[serde(with = "crate::identity::day")]
    pub month: Date,
    /// How far it came.
    pub phase: RoundPhase,
    /// Households that were visited, of all that it covers here.
    pub coverage: Share,
}

#[derive(FromQueryResult)]
struct Row {
    id: RoundId,
    site_name: String,
    month: Date,
    phase: RoundPhase,
    households: i64,
    checked: i64,
}

const LATEST: &str = "SELECT t.id, s.name AS site_name, t.month, t.phase, COUNT(*) AS households, \
      COUNT(r.visit_id) AS checked \
    FROM monitoring_round t JOIN grid_node s ON s.id = t.site_id \
    JOIN round_household r ON r.round_id = t.id \
    WHERE r.building_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = $1) \
      AND NOT EXISTS (SELECT 1 FROM monitoring_round n \
        WHERE n.site_id = t.site_id AND n.month > t.month) \
    GROUP BY t.id, s.name, s.path, t.month, t.phase ORDER BY s.path";

/// The latest round of each site, as far as it covers households here.
pub(super) async fn read(scope: &Scope<'_>) -> Result<Vec<RoundShare>, Fault> {
    let rows: Vec<Row> = scope.view.sql.all(LATEST, params![scope.node]).await?;
    Ok(rows.into_iter().map(|row| row.shown(scope)).collect())
}

impl Row {
    fn shown(self, scope: &Scope<'_>) -> RoundShare {
        let path = format!("/monitoring-rounds/{}/households", self.id);
        let figure = |code, word, query, value| {
            let name = Name { code, word, query };
            let href = scope.visits.is_open.then(|| figure::href(&path, scope.node, query));
            figure::figure(name, value, href)
        };
        let checked = figure("checked", "已走访", "checked=true", self.checked);
        let all = figure("households", "应走访", "", self.households);
        RoundShare {
            round_id: self.id,
            site_name: self.site_name,
            month: self.month,
            phase: self.phase,
            coverage: Share::new("coverage", "排查覆盖率", checked, all),
        }
    }
}
