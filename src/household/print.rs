//! Printing household cards: each print makes a new activation code and voids the one before.

use entity::grid_node::{self, NodeKind};
use entity::household;
use entity::id::{HouseholdId, NodeId};
use sea_orm::FromQueryResult;

use super::HouseholdError;
use super::card::{ActivationPrint, CardError, CardFace, DoorSign, render_card, render_sheet};
use super::model::CardSheets;
use crate::app::Deed;
use crate::auth::activation::print_code;
use crate::auth::permission::PrintCards;
use crate::auth::{Grant, phones};
use crate::grid::pictogram::Pictogram;
use crate::grid::place::{self, Step};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::text::mask;

impl From<CardError> for HouseholdError {
    fn from(error: CardError) -> Self {
        match error {
            CardError::LinkTooLong => Self::LinkTooLong,
        }
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: HouseholdId,
    node_id: NodeId,
    number: String,
    room: String,
    head: Option<String>,
}

const SELECT: &str = "SELECT h.id, h.node_id, h.number, h.room, head.name AS head \
     FROM household h JOIN grid_node n ON n.id = h.node_id \
     LEFT JOIN person head ON head.id = h.head_id WHERE h.state = 'present'";

/// Prints the card of one household; with `ends`, all its phones are signed out.
pub(super) async fn one(
    at: &At<'_>,
    by: &Grant<PrintCards>,
    household: HouseholdId,
    ends: bool,
) -> Result<Deed<String>, HouseholdError> {
    let found = by.within::<household::Entity>(at, household).await?;
    let home = found.ok_or(HouseholdError::Missing)?;
    let row: Option<Row> =
        at.sql().one(format!("{SELECT} AND h.id = $1"), params![home.id]).await?;
    let row = row.ok_or(HouseholdError::Gone)?;
    let way = place::way_to(at.sql(), row.node_id).await?;
    let mut subject = Subject::new("household", row.id).household(row.id).node(row.node_id);
    if ends {
        let ended = phones::shut_out(at, row.id).await?;
        subject = subject.facts(serde_json::json!({ "sessions_ended": ended }));
    }
    let face = face(at, by, &row, &way).await?;
    Ok(Deed::new(render_card(&face)?, subject))
}

/// Prints the cards of all households at and below a node.
pub(super) async fn sheet(
    at: &At<'_>,
    by: &Grant<PrintCards>,
    node: NodeId,
) -> Result<Deed<CardSheets>, HouseholdError> {
    let found = by.within::<grid_node::Entity>(at, node).await?;
    found.ok_or(HouseholdError::Missing)?;
    let sql = format!(
        "{SELECT} AND h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = $1) \
         ORDER BY n.path, length(h.room), h.room, h.id"
    );
    let rows: Vec<Row> = at.sql().all(sql, params![node]).await?;
    let limit = usize::try_from(at.world.config.export.cards_max).unwrap_or(usize::MAX);
    if rows.len() > limit {
        return Err(HouseholdError::TooManyCards { found: rows.len(), limit });
    }
    let mut deed = Subject::new("grid_node", node).node(node);
    deed = deed.facts(serde_json::json!({ "cards": rows.len() }));
    let (mut faces, mut about) = (Vec::with_capacity(rows.len()), Vec::new());
    let mut way: Option<(NodeId, Vec<Step>)> = None;
    for row in &rows {
        // Rows come door by door, so the way is read once per door.
        let steps = match way.take() {
            Some((known, steps)) if known == row.node_id => steps,
            _ => place::way_to(at.sql(), row.node_id).await?,
        };
        faces.push(face(at, by, row, &steps).await?);
        about.push(Subject::new("household", row.id).household(row.id).node(row.node_id));
        way = Some((row.node_id, steps));
    }
    let cards = i64::try_from(faces.len()).unwrap_or(i64::MAX);
    let shown = CardSheets { cards, pages: render_sheet(&faces)? };
    Ok(about.into_iter().fold(Deed::new(shown, deed), Deed::also))
}

async fn face(
    at: &At<'_>,
    by: &Grant<PrintCards>,
    row: &Row,
    way: &[Step],
) -> Result<CardFace, HouseholdError> {
    let building = sign(way, NodeKind::Building).ok_or(HouseholdError::NoPicture)?;
    let named = |kind| {
        let step = way.iter().find(|step| step.kind == kind);
        step.map_or_else(String::new, |step| step.name.clone())
    };
    let (code, until) = print_code(at, row.id, Some(by.caller().account)).await?;
    let base = at.world.config.site.public_url.as_str();
    let url = format!("{base}/a#{}", code.canonical());
    Ok(CardFace {
        site_name: named(NodeKind::Site),
        community: named(NodeKind::Community),
        building,
        unit: sign(way, NodeKind::Unit),
        room: row.room.clone(),
        household_number: row.number.clone(),
        masked_head_name: row.head.as_deref().map(mask::name).unwrap_or_default(),
        activation: Some(ActivationPrint { code, url, valid_until: until.day() }),
        printed_on: at.today(),
    })
}

fn sign(way: &[Step], kind: NodeKind) -> Option<DoorSign> {
    let step = way.iter().find(|step| step.kind == kind)?;
    let pictogram = step.pictogram.as_deref().and_then(Pictogram::find)?;
    Some(DoorSign { name: step.name.clone(), pictogram })
}
