//! A clue ends once: with a declaration, or with words that there is no risk.

use entity::appointment::Role;
use serde_json::json;

use super::*;
use crate::declaration::declare;
use crate::identity_home::employ;
use crate::support::total;
use crate::town::{Somebody, Town};

fn agreed() -> Value {
    json!({ "consent": "spoken", "words": "户主住院，自付部分太重。" })
}

#[tokio::test]
async fn a_declaration_follows_with_the_households_consent() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let clue = record(&worker, household).await;
    let path = format!("/clues/{clue}/declaration");
    let said = worker.post(&path, json!({ "words": "户主住院。" })).await;
    said.refused_field("/consent", "field.missing");
    let settled = worker.post(&path, agreed()).await.ok();
    assert_eq!(settled["state"], "declared");
    let id = settled["declaration_id"].as_str().unwrap();
    let declared = worker.get(&format!("/declarations/{id}")).await.ok();
    assert_eq!(declared["declaration"]["kind"], "illness");
    assert_eq!(declared["consent"], "spoken");
    worker.post(&path, agreed()).await.refused(409, "clue.settled");
    assert_eq!(town.count("declaration").await, 1);
    let clear = worker.post(&format!("/clues/{clue}/clearance"), json!({ "words": "无" })).await;
    clear.refused(409, "clue.settled");
}

#[tokio::test]
async fn the_street_names_a_declaration_that_is_filed_already() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let clue = record(&street, household).await;
    let path = format!("/clues/{clue}/declaration");
    street.post(&path, agreed()).await.refused(403, "clue.not_yours_to_declare");
    let neighbour = town.resident(town.household("north/1/u2").await).await;
    let theirs = json!({ "declaration_id": declare(&neighbour).await });
    let said = street.post(&path, theirs).await;
    said.refused_field("/declaration_id", "field.unknown_reference");
    let own = declare(&resident).await;
    let settled = street.post(&path, json!({ "declaration_id": own })).await.ok();
    assert_eq!(settled["declaration_id"], json!(own));
    assert_eq!(total(&street, "/clues?state=open").await, 0);
    assert_eq!(total(&street, "/clues?state=declared&department=medical_insurance").await, 1);
}

#[tokio::test]
async fn a_cleared_clue_says_what_was_found_and_the_household_sees_who_read_it() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let clue = record(&worker, household).await;
    let found = json!({ "words": "亲戚已经全额垫付，家里收入稳定。" });
    let path = format!("/clues/{clue}/clearance");
    assert_eq!(worker.post(&path, found.clone()).await.ok()["state"], "cleared");
    let shown = worker.get(&format!("/clues/{clue}")).await.ok();
    assert_eq!(shown["outcome"], found["words"]);
    assert_eq!(shown["words"], "住院自付 32000 元。");
    let log = resident.get("/me/household/access-log").await.ok().to_string();
    assert!(log.contains("查看了部门转来的您家情况"), "{log}");
    let sealed = town.count("clue WHERE words_sealed LIKE '%32000%'").await;
    assert_eq!(sealed, 0, "words are sealed at rest");
}

#[tokio::test]
async fn a_clue_is_settled_once_by_two_at_once() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let path = format!("/clues/{}/clearance", record(&worker, household).await);
    let found = || json!({ "words": "没有风险。" });
    let (one, two) = tokio::join!(worker.post(&path, found()), street.post(&path, found()));
    let mut all = [one.status, two.status];
    all.sort_unstable();
    assert_eq!(all, [200, 409]);
}

#[tokio::test]
async fn nobody_handles_a_clue_about_their_own_household_or_elsewhere() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let member = town.person(household, Somebody::default()).await;
    let cousin = employ(&town, member, Role::CommunityWorker, "north").await;
    cousin.post("/clues", bill(household)).await.refused(403, "clue.own_household");
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let clue = record(&worker, household).await;
    let found = json!({ "words": "没有风险。" });
    let path = format!("/clues/{clue}/clearance");
    cousin.post(&path, found.clone()).await.refused(403, "clue.own_household");
    let said = cousin.post(&format!("/clues/{clue}/declaration"), agreed()).await;
    said.refused(403, "clue.own_household");
    let other = town.staff(Role::CommunityWorker, "south").await;
    other.post(&path, found).await.refused(404, "request.not_found");
    other.get(&format!("/clues/{clue}")).await.refused(404, "request.not_found");
    other.post("/clues", bill(household)).await.refused(404, "request.not_found");
    assert_eq!(total(&other, "/clues").await, 0);
}

#[tokio::test]
async fn what_is_wrong_with_a_clue_is_said_by_field() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let mut body = bill(household);
    body["occurred_on"] = json!("2026-03-03");
    body["amount_fen"] = json!(100_000_001);
    body["person_id"] = json!(town.id());
    let said = worker.post("/clues", body.clone()).await;
    said.refused_field("/occurred_on", "field.too_large");
    said.refused_field("/amount_fen", "field.too_large");
    said.refused_field("/person_id", "field.unknown_reference");
    body["occurred_on"] = json!("2020-12-31");
    worker.post("/clues", body).await.refused_field("/occurred_on", "field.too_small");
    assert_eq!(town.count("clue").await, 0);
}
