//! A round beside that of the month before: what each figure was, and by how much it changed.

use std::collections::BTreeMap;

use entity::id::{NodeId, RoundId};
use poem_openapi::Object;
use serde::Serialize;
use time::Date;

use super::RoundError;
use super::days::preceding;
use super::figures::{self, Counted, RoundFigures};
use super::rounds::{self, Round};
use crate::auth::Grant;
use crate::auth::permission::ReadRounds;
use crate::params;
use crate::store::{Fault, View};

/// The figures of this month beside those of the last.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize)]
pub struct Compared {
    /// This month.
    pub now: RoundFigures,
    /// The month before; absent where there was no round.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<RoundFigures>,
    /// This month without the month before; below zero where there were more.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<RoundFigures>,
}

/// A building in both months.
#[derive(Clone, Debug, Object, Serialize)]
pub struct BuildingComparison {
    /// The building.
    pub building_id: NodeId,
    /// Its name.
    #[oai(validator(max_length = 100))]
    pub building_name: String,
    /// Its figures; a building that one round did not cover counts as nothing there.
    pub figures: Compared,
}

/// A round beside that of the month before (环比).
#[derive(Clone, Debug, Object, Serialize)]
pub struct RoundComparison {
    /// The round.
    pub round: Round,
    /// The round of the month before, where there was one. Its figures are final once it is closed.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Round>,
    /// All buildings of the caller's area together.
    pub total: Compared,
    /// Each building.
    #[oai(validator(max_items = 10000))]
    pub buildings: Vec<BuildingComparison>,
}

/// The comparison of a round in sight.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<ReadRounds>,
    id: RoundId,
) -> Result<RoundComparison, RoundError> {
    let round = rounds::seen(view, by, id).await?.ok_or(RoundError::Missing)?;
    let before = month_before(view, &round).await?;
    let now = figures::by_building(view.sql, by, &round).await?;
    let then = match &before {
        Some(before) => Some(figures::by_building(view.sql, by, before).await?),
        None => None,
    };
    let total = compared(figures::sum(&now), then.as_deref().map(figures::sum));
    let buildings = beside(now, then);
    Ok(RoundComparison { round, before, total, buildings })
}

async fn month_before(view: &View<'_>, round: &Round) -> Result<Option<Round>, Fault> {
    let month: Date = preceding(round.month);
    let id: Option<RoundId> = view
        .sql
        .value(
            "SELECT id FROM monitoring_round WHERE site_id = $1 AND month = $2",
            params![round.site_id, month],
        )
        .await?;
    match id {
        Some(id) => rounds::one(view.sql, id, view.today()).await,
        None => Ok(None),
    }
}

/// Figures beside those of the month before.
pub(super) fn compared(now: RoundFigures, before: Option<RoundFigures>) -> Compared {
    Compared { now, before, change: before.map(|before| now.minus(before)) }
}

/// Each building that either month knows; those of this month first, in their order.
fn beside(now: Vec<Counted>, then: Option<Vec<Counted>>) -> Vec<BuildingComparison> {
    let is_known = then.is_some();
    let mut before: BTreeMap<NodeId, Counted> =
        then.into_iter().flatten().map(|one| (one.building_id, one)).collect();
    let mut lines = Vec::with_capacity(now.len());
    for one in now {
        let last = before.remove(&one.building_id).map(|last| last.figures);
        let last = is_known.then(|| last.unwrap_or_default());
        lines.push(line(one.building_id, one.building_name, compared(one.figures, last)));
    }
    for (id, last) in before {
        let figures = compared(RoundFigures::default(), Some(last.figures));
        lines.push(line(id, last.building_name, figures));
    }
    lines
}

fn line(building_id: NodeId, building_name: String, figures: Compared) -> BuildingComparison {
    BuildingComparison { building_id, building_name, figures }
}
