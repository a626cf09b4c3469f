//! Support: who helps a household, what is planned for it, and what it was given.

mod assigning;
mod delivering;
mod planning;
mod reminding;

use std::sync::Arc;

use entity::id::{AccountId, HouseholdId};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use xinju::params;
use xinju::worker::Worker;
use xinju::worker::works::works;

use crate::town::{Actor, Said, Town};

/// Does one of the worker's works now, whenever it is due.
pub(crate) async fn work(town: &Town, name: &str) {
    let only = works().into_iter().filter(|work| work.name == name).collect();
    town.sql("UPDATE schedule SET due_at = 0 WHERE name = $1", params![name]).await;
    let done = Worker::with(Arc::clone(&town.app), only, vec![]).turn().await.unwrap();
    assert_eq!(done, 1, "{name}");
}

/// Assigns a helper.
pub(crate) async fn assign(by: &Actor<'_>, household: HouseholdId, helper: AccountId) -> Said {
    by.post(&format!("/households/{household}/helper"), json!({ "account_id": helper })).await
}

/// A measure for a household, due in two weeks.
pub(crate) fn aid(household: HouseholdId) -> Value {
    json!({
        "household_id": household, "kind": "medical_aid", "description": "帮您家申请医疗救助",
        "due_on": "2026-03-16", "amount_fen": 300_000,
    })
}

/// Plans a measure; gives its id.
pub(crate) async fn plan(by: &Actor<'_>, household: HouseholdId) -> String {
    let said = by.post("/measures", aid(household)).await;
    assert_eq!(said.status, 201, "{:#}", said.body);
    said.id("measure_id")
}

/// A plan for a household; gives its id.
pub(crate) async fn open_plan(by: &Actor<'_>, household: HouseholdId) -> String {
    let body = json!({
        "household_id": household, "goal": "年底前有一人稳定就业", "starts_on": "2026-03-02",
        "ends_on": "2026-12-31",
    });
    let said = by.post("/support-plans", body).await;
    assert_eq!(said.status, 201, "{:#}", said.body);
    said.id("plan_id")
}

/// Delivers a measure.
pub(crate) async fn deliver(by: &Actor<'_>, measure: &str) -> Said {
    let body = json!({ "delivered_on": "2026-03-02", "evidence": "医保局已打款，收据编号 8817。" });
    by.post(&format!("/measures/{measure}/delivery"), body).await
}

/// Says that a measure did nothing.
pub(crate) async fn judge(by: &Actor<'_>, measure: &str) -> Said {
    let body = json!({ "effect": "no_effect", "words": "自付部分仍然太重。" });
    by.post(&format!("/measures/{measure}/effect"), body).await
}

#[derive(FromQueryResult)]
struct Told {
    body: String,
}

/// What an account was told about a topic, oldest first.
pub(crate) async fn told(town: &Town, account: AccountId, topic: &str) -> Vec<String> {
    let sql = "SELECT body FROM staff_message WHERE account_id = $1 AND kind = $2 ORDER BY id";
    let rows: Vec<Told> = town.rows(sql, params![account, topic]).await;
    rows.into_iter().map(|told| told.body).collect()
}

/// The ids in `field` of a list, in its order.
pub(crate) async fn ids(by: &Actor<'_>, path: &str, field: &str) -> Vec<String> {
    let page = by.get(path).await.ok();
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

/// How many rows a list says that it has.
pub(crate) async fn total(by: &Actor<'_>, path: &str) -> i64 {
    let sign = if path.contains('?') { '&' } else { '?' };
    by.get(&format!("{path}{sign}include_total=true")).await.ok()["total"].as_i64().unwrap()
}
