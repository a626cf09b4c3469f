//! The list of a building: every door at which something is due, in the order of the stairs.

use entity::grid_node::NodeKind;
use entity::id::NodeId;
use sea_orm::FromQueryResult;

use super::VisitError;
use super::due::{VisitCounts, VisitList, VisitStop};
use super::due_rows::{self, Due, Dues, Home};
use super::stairs::Door;
use crate::auth::Grant;
use crate::auth::permission::ReadVisits;
use crate::grid::model::DoorPicture;
use crate::http::{ApiError, Cursor, Page};
use crate::params;
use crate::store::View;
use crate::store::keys::Keys;
use crate::support::listing::Turn;
use crate::text::mask;

const LIST: &str = "visit_list";

/// The building itself.
#[derive(Debug, FromQueryResult)]
pub(super) struct Building {
    id: NodeId,
    pub(super) name: String,
    pub(super) pictogram: Option<String>,
}

/// A building's whole list.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) building: Building,
    pub(super) counts: VisitCounts,
    /// Each door with where it is.
    pub(super) stops: Vec<(Door, VisitStop)>,
}

/// Where a page ends: the path and the room of its last door, and the household's number.
type Key = (String, String, String);

/// Reads a page of the list.
pub(super) async fn read(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadVisits>,
    building: NodeId,
    turn: Turn<'_>,
) -> Result<VisitList, ApiError> {
    let Whole { building, counts, mut stops } = whole(view, by, building).await?;
    if let Some((path, room, number)) = Cursor::read::<Key>(keys, LIST, turn.cursor)? {
        let last = Door::new(&path, &room, &number);
        stops.retain(|(door, _)| *door > last);
    }
    let kept: Vec<Key> = stops.iter().map(|(door, _)| door.exact()).collect();
    let probe = usize::try_from(turn.limit.probe()).unwrap_or(usize::MAX);
    let shown = stops.into_iter().take(probe).map(|(_, stop)| stop).collect();
    let stops = turn.limit.cut(shown, |last: &VisitStop| {
        let last = kept.iter().find(|(_, _, number)| *number == last.household_number);
        Cursor::write(keys, LIST, &last)
    })?;
    let total = turn.with_total.then_some(counts.due);
    Ok(VisitList {
        building_id: building.id,
        building_name: building.name,
        building_picture: building.pictogram.as_deref().and_then(DoorPicture::find),
        day: view.today(),
        counts,
        stops: Page { total, ..stops },
    })
}

/// The whole list of a building in the caller's area.
pub(super) async fn whole(
    view: &View<'_>,
    by: &Grant<ReadVisits>,
    building: NodeId,
) -> Result<Whole, VisitError> {
    if !by.covers(view.sql, building).await? {
        return Err(VisitError::Missing);
    }
    let sql = "SELECT id, name, pictogram FROM grid_node WHERE id = $1 AND kind = 'building'";
    let building: Building =
        view.sql.one(sql, params![building]).await?.ok_or(VisitError::Missing)?;
    let homes = due_rows::homes(view, building.id).await?;
    let dues = due_rows::dues(view, by, building.id).await?;
    let counts = count(homes.len(), &dues);
    Ok(Whole { building, counts, stops: in_order(homes, dues) })
}

fn count(households: usize, dues: &Dues) -> VisitCounts {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut counts = VisitCounts {
        households: number(households),
        due: number(dues.len()),
        ..VisitCounts::default()
    };
    for due in dues.values() {
        counts.overdue += i64::from(due.is_overdue);
        counts.visits += number(due.visits.len());
        counts.jobs += number(due.jobs.len());
        counts.declarations += number(due.declarations.len());
        counts.clues += number(due.clues.len());
    }
    counts
}

/// The doors at which something is due, as somebody walks.
fn in_order(homes: Vec<Home>, mut dues: Dues) -> Vec<(Door, VisitStop)> {
    let mut stops: Vec<_> = homes
        .into_iter()
        .filter_map(|home| {
            let due = dues.remove(&home.id)?;
            Some((Door::new(&home.path, &home.room, &home.number), stop(home, due)))
        })
        .collect();
    stops.sort_by(|(one, _), (other, _)| one.cmp(other));
    stops
}

fn stop(home: Home, due: Due) -> VisitStop {
    let is_unit = home.kind == NodeKind::Unit;
    let picture = home.pictogram.filter(|_| is_unit);
    VisitStop {
        household_id: home.id,
        household_number: home.number,
        head_name: home.head_name.as_deref().map(mask::name),
        members: home.members,
        unit_name: Some(home.unit_name).filter(|_| is_unit),
        unit_picture: picture.as_deref().and_then(DoorPicture::find),
        room: home.room,
        colour: home.colour,
        colour_word: home.colour.word().to_owned(),
        colour_shape: home.colour.shape(),
        is_overdue: due.is_overdue,
        missed: due.missed,
        visits: due.visits,
        jobs: due.jobs,
        declarations: due.declarations,
        clues: due.clues,
    }
}
