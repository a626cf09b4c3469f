//! Colours: what the rule makes of a household, who confirms it, and how a county changes the rule.

mod deciding;
mod ruling;

use entity::id::HouseholdId;
use serde_json::{Value, json};

use crate::support::work;
use crate::town::{Actor, Said, Town};

/// A rule by which an open declaration alone makes a household yellow.
pub(crate) fn body() -> Value {
    json!({
        "income_line_fen": 1_000_000, "elderly_from_years": 60, "look_back_days": 60,
        "indicators": [
            { "indicator": "open_declaration", "weight": 40 },
            { "indicator": "monitored", "weight": 40 },
        ],
        "yellow_from": 30, "red_from": 70, "guards": [],
    })
}

/// The worker computes all colours now.
async fn compute(town: &Town) {
    work(town, "colours.compute").await;
}

/// Proposes a colour for a household.
async fn propose(by: &Actor<'_>, household: HouseholdId, colour: &str) -> Said {
    let body = json!({ "colour": colour, "words": "户主住院，家里没有收入。" });
    by.post(&format!("/households/{household}/colour"), body).await
}

/// Confirms a result.
async fn confirm(by: &Actor<'_>, result: &str) -> Said {
    let body = json!({ "words": "情况属实。" });
    by.post(&format!("/colour-results/{result}/confirmation"), body).await
}

/// Rejects a result.
async fn reject(by: &Actor<'_>, result: &str) -> Said {
    let body = json!({ "words": "情况已经好转。" });
    by.post(&format!("/colour-results/{result}/rejection"), body).await
}

/// A draft of the county's rule; gives its id.
async fn draft(by: &Actor<'_>) -> String {
    let body = json!({
        "node_id": by.town.node(""), "name": "2026年规则", "source": "县级专班2026年第3号文件",
        "body": body(),
    });
    let said = by.post("/colour-rules", body).await;
    assert_eq!(said.status, 201, "{:#}", said.body);
    said.id("rule_id")
}

/// The colour that a household has, as the register shows it.
async fn colour_of(by: &Actor<'_>, household: HouseholdId) -> String {
    let home = by.get(&format!("/households/{household}")).await.ok();
    home["household"]["colour"].as_str().unwrap().to_owned()
}
