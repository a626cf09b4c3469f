//! Items are written once, voided once, and never changed.

use entity::appointment::Role;
use serde_json::json;
use xinju::params;

use super::*;
use crate::identity_home::employ;
use crate::support::total;
use crate::town::{Somebody, Town};

#[tokio::test]
async fn the_same_request_twice_writes_one_item_and_a_similar_one_is_hinted() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let key = town.id();
    let body = item(household, "wage", 500_000);
    let first = worker.post_keyed("/income-items", key, body.clone()).await.ok();
    let again = worker.post_keyed("/income-items", key, body.clone()).await.ok();
    assert_eq!(first, again);
    assert_eq!(first["similar"], json!([]));
    assert_eq!(town.count("income_item").await, 1);
    let second = worker.post("/income-items", body).await.ok();
    assert_eq!(second["similar"], json!([first["item"]["item_id"]]));
    assert_eq!(total(&worker, "/income-items?year=2026").await, 2);
    assert_eq!(total(&worker, "/income-items?year=2025").await, 0);
}

#[tokio::test]
async fn an_item_is_voided_once_and_counts_no_more() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = record(&worker, household, "wage", 500_000).await;
    let path = format!("/income-items/{id}/void");
    let voided = worker.post(&path, json!({ "reason": "多写了一个零" })).await.ok();
    assert_eq!(voided["void_reason"], "多写了一个零");
    let again = worker.post(&path, json!({ "reason": "再作废" })).await;
    again.refused(409, "income.already_void");
    let sheet = worker.get(&format!("/households/{household}/income")).await.ok();
    assert_eq!(sheet["is_recorded"], false);
    assert_eq!(sheet["items"], json!([]));
    assert_eq!(total(&worker, "/income-items?voided=true").await, 1);
    assert_eq!(total(&worker, "/income-items?voided=false").await, 0);
    let change = "UPDATE income_item SET amount_fen = 1";
    assert!(town.try_sql(change, params![]).await.is_err(), "an item never changes");
    assert!(town.try_sql("DELETE FROM income_item", params![]).await.is_err());
}

#[tokio::test]
async fn all_that_is_wrong_with_an_item_is_said_at_once() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let stranger = town.household("north/1/u2").await;
    let stranger = town.person(stranger, Somebody::default()).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let mut body = item(household, "wage", 100_000_001);
    body["year"] = json!(2027);
    body["source"] = json!("import");
    body["person_id"] = json!(stranger);
    let said = worker.post("/income-items", body.clone()).await;
    said.refused_field("/amount_fen", "field.too_large");
    said.refused_field("/year", "field.too_large");
    assert_eq!(said.body["errors"].as_array().unwrap().len(), 4, "{:#}", said.body);
    body["year"] = json!(2020);
    worker.post("/income-items", body).await.refused_field("/year", "field.too_small");
    assert_eq!(town.count("income_item").await, 0);
}

#[tokio::test]
async fn nobody_writes_for_their_own_household_or_elsewhere() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let member = town.person(household, Somebody::default()).await;
    let cousin = employ(&town, member, Role::CommunityWorker, "north").await;
    let said = cousin.post("/income-items", item(household, "wage", 100)).await;
    said.refused(403, "income.own_household");
    let colleague = town.staff(Role::CommunityWorker, "north").await;
    let id = record(&colleague, household, "wage", 100).await;
    let path = format!("/income-items/{id}/void");
    let said = cousin.post(&path, json!({ "reason": "不对" })).await;
    said.refused(403, "income.own_household");
    let other = town.staff(Role::CommunityWorker, "south").await;
    let said = other.post("/income-items", item(household, "wage", 100)).await;
    said.refused(404, "request.not_found");
    other.post(&path, json!({ "reason": "不对" })).await.refused(404, "request.not_found");
    let sheet = other.get(&format!("/households/{household}/income")).await;
    sheet.refused(404, "request.not_found");
    assert_eq!(total(&other, "/income-items").await, 0);
}
