//! Visits, their tasks, and a building's list.

use serde_json::json;

use super::{Probe, probe};

/// How each is tried out.
pub(super) fn visits() -> Vec<Probe> {
    let visit = json!({
        "visit_id": "@new", "household_id": "@household", "visited_at": crate::town::START,
        "outcome": "nothing_changed",
    });
    vec![
        probe("get_visit_list").on("node_id", "north/1"),
        probe("list_household_visits").on("household_id", "visited"),
        probe("list_visit_tasks").asking("?limit=100").finds("awaited"),
        probe("list_visits").asking("?limit=100").finds("visit"),
        probe("print_visit_list").on("node_id", "north/1"),
        probe("record_nothing_changed"),
        probe("record_visit").with(visit),
    ]
}

/// With somebody else's photo.
pub(super) fn reaching_out() -> Vec<Probe> {
    let stolen = json!({
        "visit_id": "@new", "household_id": "@household", "visited_at": crate::town::START,
        "outcome": "nothing_changed", "media_ids": ["@strangerupload"],
    });
    vec![probe("record_visit").with(stolen)]
}
