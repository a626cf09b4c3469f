//! Reading the audit trail.

use entity::appointment::Role;
use serde_json::json;

use crate::auth::sign_in;
use crate::town::{Actor, Town};

async fn appoint(by: &Actor<'_>, place: &str) {
    let town = by.town;
    let who = town.staff(Role::Volunteer, place).await.account.unwrap();
    let node = town.node(place).to_string();
    let body = json!({ "account_id": who, "role": "shopkeeper", "node_id": node });
    by.post("/appointments", body).await.ok();
}

#[tokio::test]
async fn an_auditor_sees_what_happened_in_their_places() {
    let town = Town::start().await;
    let officer = town.staff(Role::CountyOfficer, "").await;
    appoint(&officer, "north").await;
    appoint(&officer, "far").await;
    sign_in(&town, "nobody", "wrong password").await.refused(401, "auth.wrong");
    let path = "/audit/entries?action=appointment.grant";
    let local = town.staff(Role::Auditor, "site").await;
    let seen = local.get(path).await.ok();
    assert_eq!(seen["items"].as_array().unwrap().len(), 1);
    assert_eq!(seen["items"][0]["node_id"], town.node("north").to_string());
    assert_eq!(seen["items"][0]["actor_id"], officer.account.unwrap().to_string());
    let county = town.staff(Role::Auditor, "").await;
    assert_eq!(county.get(path).await.ok()["items"].as_array().unwrap().len(), 2);
    let refusals = "/audit/entries?action=session.refuse";
    assert_eq!(local.get(refusals).await.ok()["items"], json!([]));
    assert_eq!(county.get(refusals).await.ok()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn entries_are_paged_and_narrowed_from_the_latest() {
    let town = Town::start().await;
    let officer = town.staff(Role::CountyOfficer, "").await;
    for _ in 0..3 {
        appoint(&officer, "north").await;
        town.clock.advance_ms(60_000);
    }
    let auditor = town.staff(Role::Auditor, "").await;
    let actor = officer.account.unwrap();
    let page = auditor.get(&format!("/audit/entries?actor_id={actor}&limit=2")).await.ok();
    let times: Vec<_> = page["items"].as_array().unwrap().iter().map(|item| &item["at"]).collect();
    assert_eq!(times, ["2026-03-02T01:02:00.000Z", "2026-03-02T01:01:00.000Z"]);
    let cursor = page["next_cursor"].as_str().unwrap();
    let path = format!("/audit/entries?actor_id={actor}&limit=2&cursor={cursor}");
    assert_eq!(auditor.get(&path).await.ok()["items"].as_array().unwrap().len(), 1);
    let path = "/audit/entries?from=2026-03-02T01:01:00Z&until=2026-03-02T01:02:00Z";
    assert_eq!(auditor.get(path).await.ok()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn looking_into_a_households_trail_is_entered_itself() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let auditor = town.staff(Role::Auditor, "site").await;
    let path = format!("/audit/entries?household_id={household}");
    let seen = auditor.get(&path).await.ok();
    assert_eq!(seen["items"][0]["action"], "audit.read");
    let neighbour = town.staff(Role::Auditor, "other").await;
    assert_eq!(neighbour.get(&path).await.ok()["items"], json!([]));
    // Who saw nothing of the household is not told to have looked.
    assert_eq!(town.count("audit WHERE action = 'audit.read'").await, 1);
}

#[tokio::test]
async fn only_auditors_read_the_trail_and_they_change_nothing() {
    let town = Town::start().await;
    for role in [Role::Administrator, Role::CountyOfficer, Role::Volunteer] {
        let actor = town.staff(role, "").await;
        actor.get("/audit/entries").await.refused(403, "auth.forbidden");
    }
    let auditor = town.staff(Role::Auditor, "").await;
    let body = json!({ "node_id": town.node("north").to_string(), "role": "volunteer" });
    auditor.post("/posts", body).await.refused(403, "auth.forbidden");
}
