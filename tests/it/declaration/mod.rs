//! Declarations: from what a household says to what became of it.

mod appeal;
mod at_once;
mod deadline;
mod desk;
mod diagram;
mod filing;
mod form;
mod green;
mod journey;
mod list;
mod model;
mod pause;
mod reading;
mod sent_back;
mod service;
mod table;
mod walk;

use serde_json::{Value, json};

use crate::town::{Actor, Said};

/// What a household says.
pub(crate) fn hardship() -> Value {
    json!({ "kind": "illness", "words": "父亲住院，借了钱，家里周转不开。" })
}

/// Declares for one's own household; gives the declaration's id.
pub(crate) async fn declare(by: &Actor<'_>) -> String {
    let said = by.post("/declarations", hardship()).await;
    assert_eq!(said.status, 201, "{:#}", said.body);
    said.id("declaration_id")
}

/// Takes a step that needs no body.
async fn step(by: &Actor<'_>, id: &str, name: &str) -> Said {
    let key = by.town.id().to_string();
    let path = format!("/declarations/{id}/{name}");
    by.send("POST", &path, None, &[("idempotency-key", &key)]).await
}

/// Accepts.
pub(crate) async fn accept(by: &Actor<'_>, id: &str) -> Said {
    step(by, id, "acceptance").await
}

/// Answers.
pub(crate) async fn answer(by: &Actor<'_>, id: &str) -> Said {
    let body = json!({ "words": "已为您申请医疗救助，下周到账。" });
    by.post(&format!("/declarations/{id}/answer"), body).await
}

/// Refuses.
pub(crate) async fn refuse(by: &Actor<'_>, id: &str) -> Said {
    let body = json!({ "reason_code": "repeated", "words": "上周已经为您家登记过了。" });
    by.post(&format!("/declarations/{id}/refusal"), body).await
}

async fn rate(by: &Actor<'_>, id: &str, rating: &str) -> Said {
    by.post(&format!("/declarations/{id}/rating"), json!({ "rating": rating })).await
}

async fn read(by: &Actor<'_>, id: &str) -> Said {
    by.get(&format!("/declarations/{id}")).await
}

/// The ids of a list, in its order.
async fn list(by: &Actor<'_>, query: &str) -> Vec<String> {
    let page = by.get(&format!("/declarations{query}")).await.ok();
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["declaration_id"].as_str().unwrap().to_owned()).collect()
}

/// The actions of a timeline.
fn actions(detail: &Value) -> Vec<&str> {
    let timeline = detail["timeline"].as_array().unwrap();
    timeline.iter().map(|step| step["action"].as_str().unwrap()).collect()
}

/// A body with a reason and words.
fn because(reason: &str) -> Value {
    json!({ "reason_code": reason, "words": "请看说明，有疑问打社区电话。" })
}

/// Returns a declaration to its household.
pub(crate) async fn send_back(by: &Actor<'_>, id: &str) -> Said {
    by.post(&format!("/declarations/{id}/return"), because("document_missing")).await
}

/// Appeals.
pub(crate) async fn appeal(by: &Actor<'_>, id: &str) -> Said {
    by.post(&format!("/declarations/{id}/appeal"), json!({ "words": "家里的情况不是这样。" })).await
}

/// Decides an appeal.
async fn decide(by: &Actor<'_>, id: &str, decision: &str) -> Said {
    let body = json!({ "decision": decision, "words": "重新看过材料，说明如下。" });
    by.post(&format!("/declarations/{id}/appeal-decision"), body).await
}

/// Asks for a pause; gives its id.
pub(crate) async fn ask_pause(by: &Actor<'_>, id: &str) -> Said {
    by.post(&format!("/declarations/{id}/pauses"), because("household_away")).await
}

/// Decides on a pause.
pub(crate) async fn decide_pause(by: &Actor<'_>, id: &str, pause: &str, approve: bool) -> Said {
    let body = json!({ "approve": approve, "words": "情况属实。" });
    by.post(&format!("/declarations/{id}/pauses/{pause}/decision"), body).await
}

/// What is given at once after a disaster.
pub(crate) fn first_aid() -> Value {
    json!({
        "words": "房子进水，先送去棉被和粮食。",
        "measure": {
            "kind": "goods", "description": "棉被两床、大米五十斤", "amount_fen": 42_000,
            "delivered_on": "2026-03-02", "evidence": "户主签收单已存档。",
        },
    })
}

/// Declares something of this kind.
async fn declare_kind(by: &Actor<'_>, kind: &str) -> String {
    let body = json!({ "kind": kind, "words": "家里有事，请来看看。" });
    by.post("/declarations", body).await.id("declaration_id")
}
