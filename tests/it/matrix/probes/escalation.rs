//! What went up because it was overdue, and what staff are told.

use serde_json::json;

use super::{Probe, probe};

/// How each is tried out.
pub(super) fn escalation() -> Vec<Probe> {
    vec![
        probe("list_escalations").asking("?limit=100").finds("hop"),
        probe("mark_message").on("message_id", "message"),
        probe("mark_messages").with(json!({ "until": "@message" })),
    ]
}
