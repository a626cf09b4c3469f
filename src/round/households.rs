//! The households of a round: who was visited, who is excused and why, who waits.

use entity::Moment;
use entity::colour_result::{Colour, ColourShape};
use entity::id::{HouseholdId, NodeId, RoundId, VisitId};
use entity::round_household::ExcuseReason;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::RoundError;
use crate::auth::Grant;
use crate::auth::permission::ReadVisits;
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};
use crate::support::listing::{Listing, Source, Turn};
use crate::support::whose::Whose;

/// A household in a monthly round.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RoundHousehold {
    /// The household.
    pub household_id: HouseholdId,
    /// Its number.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// Its head, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// Building, unit and room today.
    #[oai(validator(max_length = 300))]
    pub door: String,
    /// The building for which it counts: where it lived when it was taken into the round.
    pub building_id: NodeId,
    /// Its colour then.
    pub colour: Colour,
    /// The colour in a word.
    #[oai(validator(max_length = 10))]
    pub colour_word: String,
    /// The colour as a shape.
    pub colour_shape: ColourShape,
    /// Whether it was under monitoring then.
    pub is_monitored: bool,
    /// The first visit of the month that met somebody.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<VisitId>,
    /// When that visit was.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<Moment>,
    /// Why it needn't be visited.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excused_for: Option<ExcuseReason>,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    whose: Whose,
    building_id: NodeId,
    colour: Colour,
    monitoring: String,
    visit_id: Option<VisitId>,
    checked_at: Option<Moment>,
    excused_for: Option<ExcuseReason>,
}

impl From<Row> for RoundHousehold {
    fn from(row: Row) -> Self {
        Self {
            household_id: row.whose.household_id,
            household_number: row.whose.household_number.clone(),
            head_name: row.whose.head_masked(),
            door: row.whose.door(),
            building_id: row.building_id,
            colour: row.colour,
            colour_word: row.colour.word().to_owned(),
            colour_shape: row.colour.shape(),
            is_monitored: row.monitoring != "none",
            visit_id: row.visit_id,
            checked_at: row.checked_at,
            excused_for: row.excused_for,
        }
    }
}

const SOURCE: Source = Source {
    name: "round_households",
    columns: "t.building_id, t.colour, t.monitoring, t.visit_id, t.checked_at, t.excused_for",
    tables: "round_household t JOIN household h ON h.id = t.household_id",
    with_household: true,
    key: "t.household_id",
};

/// Which households of a round are listed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MemberFilter {
    pub(super) building: Option<NodeId>,
    pub(super) node: Option<NodeId>,
    pub(super) checked: Option<bool>,
    pub(super) excused: Option<bool>,
    pub(super) colour: Option<Colour>,
    pub(super) monitored: Option<bool>,
}

/// Lists the households of a round whose building lies in the caller's area.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadVisits>,
    round: RoundId,
    filter: MemberFilter,
    turn: Turn<'_>,
) -> Result<Page<RoundHousehold>, ApiError> {
    if !reaches(view, by, round).await? {
        return Err(RoundError::Missing.into());
    }
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("t.building_id", None, &mut list.values);
    list.only(clause);
    list.only_if("t.round_id = ?", Some(round));
    list.only_if("t.building_id = ?", filter.building);
    list.only_if(
        "t.building_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = ?)",
        filter.node,
    );
    list.only_if("t.colour = ?", filter.colour.map(Colour::code));
    for (asked, yes, no) in [
        (filter.checked, "t.visit_id IS NOT NULL", "t.visit_id IS NULL"),
        (filter.excused, "t.excused_for IS NOT NULL", "t.excused_for IS NULL"),
        (filter.monitored, "t.monitoring <> 'none'", "t.monitoring = 'none'"),
    ] {
        if let Some(asked) = asked {
            list.only(if asked { yes } else { no });
        }
    }
    let shown = |row: Row| RoundHousehold::from(row);
    list.page(view, keys, turn, shown, |line| line.household_id.0).await
}

/// Whether the round covers a building in the caller's area.
pub(super) async fn reaches(
    view: &View<'_>,
    by: &Grant<ReadVisits>,
    round: RoundId,
) -> Result<bool, Fault> {
    let mut values = params![round];
    let clause = by.clause("r.building_id", None, &mut values);
    let sql = format!("SELECT 1 FROM round_household r WHERE r.round_id = $1 AND {clause} LIMIT 1");
    view.sql.exists(sql, values).await
}

/// One household of a round.
pub(super) async fn one(
    sql: Sql<'_>,
    round: RoundId,
    household: HouseholdId,
) -> Result<Option<RoundHousehold>, Fault> {
    let text = format!("{} WHERE t.round_id = $1 AND t.household_id = $2", SOURCE.select());
    let row: Option<Row> = sql.one(text, params![round, household]).await?;
    Ok(row.map(RoundHousehold::from))
}
