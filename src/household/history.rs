//! The history of a household: who joined, left, split, merged or moved.

use entity::Moment;
use entity::id::{AccountId, HistoryId, HouseholdId, PersonId};
use sea_orm::FromQueryResult;

use super::model::HistoryLine;
use crate::params;
use crate::store::{Fault, View};

#[derive(FromQueryResult)]
struct Row {
    id: HistoryId,
    event: String,
    other_id: Option<HouseholdId>,
    person_id: Option<PersonId>,
    from_place: Option<String>,
    to_place: Option<String>,
    fields: Option<String>,
    actor_id: Option<AccountId>,
    at: Moment,
}

/// Reads one page, the latest first; the caller has checked that the household is in the area.
pub(super) async fn page(
    view: &View<'_>,
    household: HouseholdId,
    before: Option<HistoryId>,
    limit: i64,
) -> Result<Vec<HistoryLine>, Fault> {
    let mut values = params![household, limit];
    let mut older = "";
    if let Some(before) = before {
        values.push(before.into());
        older = "AND id < $3";
    }
    let rows: Vec<Row> = view
        .sql
        .all(
            format!(
                "SELECT id, event, other_id, person_id, from_place, to_place, fields, actor_id, \
                 at FROM household_history WHERE household_id = $1 {older} \
                 ORDER BY id DESC LIMIT $2"
            ),
            values,
        )
        .await?;
    Ok(rows.into_iter().map(line).collect())
}

fn line(row: Row) -> HistoryLine {
    let fields = row.fields.unwrap_or_default();
    let fields = fields.split(',').filter(|field| !field.is_empty());
    HistoryLine {
        history_id: row.id,
        event: row.event,
        other_id: row.other_id,
        person_id: row.person_id,
        from_place: row.from_place,
        to_place: row.to_place,
        fields: fields.map(str::to_owned).collect(),
        actor_id: row.actor_id,
        at: row.at,
    }
}
