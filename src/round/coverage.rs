//! Coverage of a round (覆盖率): the figures of each building, and where the rows behind each are.

use entity::id::{NodeId, RoundId};
use poem_openapi::Object;
use serde::Serialize;

use super::RoundError;
use super::figures::{self, RoundFigures};
use super::gate::link;
use super::rounds::{self, Round};
use crate::auth::Grant;
use crate::auth::permission::ReadRounds;
use crate::store::View;

/// Where the rows behind the figures are listed.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RoundLinks {
    /// Households that the round covers.
    #[oai(validator(max_length = 300))]
    pub households: String,
    /// Those that were visited.
    #[oai(validator(max_length = 300))]
    pub checked: String,
    /// Those that are excused.
    #[oai(validator(max_length = 300))]
    pub excused: String,
    /// Those that are neither.
    #[oai(validator(max_length = 300))]
    pub open: String,
    /// Red ones.
    #[oai(validator(max_length = 300))]
    pub red: String,
    /// Yellow ones.
    #[oai(validator(max_length = 300))]
    pub yellow: String,
    /// Green ones.
    #[oai(validator(max_length = 300))]
    pub green: String,
    /// Those under monitoring.
    #[oai(validator(max_length = 300))]
    pub monitored: String,
    /// Findings.
    #[oai(validator(max_length = 300))]
    pub findings: String,
    /// Findings that were resolved.
    #[oai(validator(max_length = 300))]
    pub resolved: String,
    /// Findings that a measure answers.
    #[oai(validator(max_length = 300))]
    pub measures: String,
}

/// The coverage of one building.
#[derive(Clone, Debug, Object, Serialize)]
pub struct BuildingCoverage {
    /// The building.
    pub building_id: NodeId,
    /// Its name.
    #[oai(validator(max_length = 100))]
    pub building_name: String,
    /// Its figures.
    pub figures: RoundFigures,
    /// Where the rows behind them are listed.
    pub links: RoundLinks,
}

/// The coverage of a round, as far as the caller's area goes.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RoundCoverage {
    /// The round.
    pub round: Round,
    /// Whether these are the figures that were frozen when the round was closed.
    pub is_frozen: bool,
    /// All buildings of the caller's area together.
    pub total: RoundFigures,
    /// Where the rows behind the sums are listed.
    pub links: RoundLinks,
    /// Each building, in the order of the grid.
    #[oai(validator(max_items = 10000))]
    pub buildings: Vec<BuildingCoverage>,
}

/// The coverage of a round in sight.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<ReadRounds>,
    id: RoundId,
) -> Result<RoundCoverage, RoundError> {
    let round = rounds::seen(view, by, id).await?.ok_or(RoundError::Missing)?;
    let counted = figures::by_building(view.sql, by, &round).await?;
    let total = figures::sum(&counted);
    let buildings = counted.into_iter().map(|one| BuildingCoverage {
        building_id: one.building_id,
        building_name: one.building_name,
        figures: one.figures,
        links: links(id, Some(one.building_id)),
    });
    Ok(RoundCoverage {
        is_frozen: round.closed_at.is_some(),
        total,
        links: links(id, None),
        buildings: buildings.collect(),
        round,
    })
}

fn links(round: RoundId, building: Option<NodeId>) -> RoundLinks {
    let at = |list: &str, filter: &str| {
        let building = building.map(|building| format!("building_id={building}"));
        let parts: Vec<_> = [building.as_deref(), (!filter.is_empty()).then_some(filter)]
            .into_iter()
            .flatten()
            .collect();
        let sign = if parts.is_empty() { "" } else { "?" };
        link(round, &format!("{list}{sign}{}", parts.join("&")))
    };
    RoundLinks {
        households: at("households", ""),
        checked: at("households", "checked=true"),
        excused: at("households", "excused=true"),
        open: at("households", "checked=false&excused=false"),
        red: at("households", "colour=red"),
        yellow: at("households", "colour=yellow"),
        green: at("households", "colour=green"),
        monitored: at("households", "monitored=true"),
        findings: at("findings", ""),
        resolved: at("findings", "state=resolved"),
        measures: at("findings", "measured=true"),
    }
}
