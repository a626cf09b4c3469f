//! Income items, the screening ledger, and clues.

use serde_json::json;

use super::{Probe, probe};

/// How each is tried out.
pub(super) fn ledgers() -> Vec<Probe> {
    let item = json!({
        "household_id": "@household", "year": 2026, "kind": "wage", "amount_fen": 90_000_000,
        "source": "visit",
    });
    let clue = json!({
        "household_id": "@household", "department": "education", "kind": "schooling",
        "occurred_on": "2026-03-01", "words": "孩子两周没有到校。",
    });
    let void = json!({ "reason": "登记错了。" });
    vec![
        probe("clear_clue").with(json!({ "words": "孩子已经返校。" })),
        probe("declare_clue").with(json!({ "declaration_id": "@declaration" })),
        probe("get_clue"),
        probe("get_household_income"),
        probe("get_my_income").finds("income"),
        probe("get_monitoring_report").asking("?node_id=@north"),
        probe("list_clues").asking("?limit=100").finds("clue"),
        probe("list_income_items").asking("?limit=100").finds("income"),
        probe("list_income_screening").asking("?limit=100").finds("poor"),
        probe("record_clue").with(clue),
        probe("record_income").with(item),
        probe("void_income_item").on("item_id", "income").with(void),
    ]
}
