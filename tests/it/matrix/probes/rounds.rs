//! How operations on monthly rounds are tried out.

use serde_json::json;

use super::{Probe, probe};

/// Rounds of a site, and findings about a household.
pub(super) fn rounds() -> Vec<Probe> {
    let found = json!({ "household_id": "@household", "kind": "illness", "words": "慢性病。" });
    let to_owner = json!({ "owner_id": "@worker", "due_on": "2026-03-16" });
    let words = json!({ "words": "已经办好。" });
    let on = |operation, thing| probe(operation).on("finding_id", thing);
    vec![
        on("assess_round_finding", "finding").with(json!({})),
        probe("compare_monitoring_round").on("round_id", "round").of_site(),
        on("dismiss_round_finding", "finding").with(words.clone()),
        on("dispatch_round_finding", "assessedfinding").with(to_owner),
        probe("excuse_round_household").with(json!({ "reason": "in_hospital" })),
        probe("get_monitoring_round").of_site(),
        probe("get_round_coverage").of_site(),
        on("get_round_finding", "finding"),
        on("hand_over_round_finding", "nextfinding").with(json!({ "due_on": "2026-03-16" })),
        probe("list_monitoring_rounds").asking("?limit=100").finds("round").of_site(),
        probe("list_round_findings").asking("?limit=100").finds("finding"),
        probe("list_round_households").asking("?limit=100").finds("household"),
        probe("move_monitoring_round")
            .on("round_id", "readyround")
            .with(json!({ "to": "assess" }))
            .of_site(),
        probe("open_monitoring_round").with(json!({ "site_id": "@unopened" })).of_site(),
        probe("record_round_finding").with(found),
        on("resolve_round_finding", "ownedfinding").with(words),
    ]
}

/// What those inside may do in a round, with a body that names something outside.
pub(super) fn reaching_out() -> Vec<Probe> {
    let found = json!({ "household_id": "@stranger", "kind": "illness", "words": "慢性病。" });
    let away = json!({ "owner_id": "@outsider", "due_on": "2026-03-16" });
    vec![
        probe("dispatch_round_finding").on("finding_id", "assessedfinding").with(away),
        probe("record_round_finding").with(found),
    ]
}
