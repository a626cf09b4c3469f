//! Finding a household at its door, for volunteers and shopkeepers: a number or a door, nothing more.

use entity::id::NodeId;

use super::HouseholdError;
use super::line::{COLUMNS, FROM, Row};
use super::model::HouseholdsAtDoor;
use super::search::{Door, at_door};
use crate::auth::Grant;
use crate::auth::permission::FindHouseholds;
use crate::http::{Common, Invalid};
use crate::store::View;
use crate::text::digits;

/// What is known of the household.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) number: Option<String>,
    pub(super) door: Option<String>,
    pub(super) node: Option<NodeId>,
}

/// Finds at most twenty present households by their number or door.
pub(super) async fn at(
    view: &View<'_>,
    by: &Grant<FindHouseholds>,
    known: &Known,
) -> Result<HouseholdsAtDoor, HouseholdError> {
    let mut values = Vec::new();
    let mut parts =
        vec![by.clause("h.node_id", None, &mut values), "h.state = 'present'".to_owned()];
    match (&known.number, &known.door) {
        (Some(number), _) => {
            values.push(digits::compact(number).into());
            parts.push(format!("h.number = ${}", values.len()));
        }
        (None, Some(text)) => match Door::read(text) {
            Some(door) => parts.push(at_door(&door, &mut values)),
            None => return Err(missing("/door", Common::FieldForm)),
        },
        (None, None) => return Err(missing("/number", Common::FieldMissing)),
    }
    if let Some(node) = known.node {
        values.push(node.into());
        parts.push(format!(
            "h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = ${})",
            values.len()
        ));
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM {FROM} WHERE {} ORDER BY n.path, h.room, h.id LIMIT 20",
        parts.join(" AND ")
    );
    let rows: Vec<Row> = view.sql.all(sql, values).await?;
    Ok(HouseholdsAtDoor { items: rows.into_iter().map(Row::at_door).collect() })
}

fn missing(pointer: &str, common: Common) -> HouseholdError {
    let mut invalid = Invalid::default();
    match common {
        Common::FieldForm => super::draft::expect(&mut invalid, pointer.to_owned(), "3栋2单元501"),
        other => invalid.add(pointer, other.entry()),
    }
    invalid.into()
}
