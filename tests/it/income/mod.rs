//! The income ledger: what a household has in a year, and who has little.

mod recording;
mod screening;
mod sheets;

use entity::id::HouseholdId;
use serde_json::{Value, json};

use crate::town::Actor;

/// An item of this year.
pub(crate) fn item(household: HouseholdId, kind: &str, amount_fen: i64) -> Value {
    json!({
        "household_id": household, "year": 2026, "kind": kind, "amount_fen": amount_fen,
        "source": "visit",
    })
}

/// Records an item; gives its id.
pub(crate) async fn record(
    by: &Actor<'_>,
    household: HouseholdId,
    kind: &str,
    amount_fen: i64,
) -> String {
    let said = by.post("/income-items", item(household, kind, amount_fen)).await;
    assert_eq!(said.status, 201, "{:#}", said.body);
    said.body["item"]["item_id"].as_str().unwrap().to_owned()
}
