//! Clues from departments: looked into in time, and settled once.

mod settling;
mod telling;

use entity::id::HouseholdId;
use serde_json::{Value, json};

use crate::town::Actor;

/// What the medical insurance noticed.
pub(crate) fn bill(household: HouseholdId) -> Value {
    json!({
        "household_id": household, "department": "medical_insurance", "kind": "illness",
        "occurred_on": "2026-02-20", "amount_fen": 3_200_000, "words": "住院自付 32000 元。",
    })
}

/// Records a clue; gives its id.
pub(crate) async fn record(by: &Actor<'_>, household: HouseholdId) -> String {
    let said = by.post("/clues", bill(household)).await;
    assert_eq!(said.status, 201, "{:#}", said.body);
    said.id("clue_id")
}
