//! Declarations: from what a household says to what became of it.

mod desk;
mod filing;
mod journey;
mod reading;
mod table;

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

async fn refuse(by: &Actor<'_>, id: &str) -> Said {
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
