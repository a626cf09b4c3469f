//! One appeal, decided by another.

use entity::appointment::Role;
use serde_json::json;

use super::*;
use crate::media::{upload, voice};
use crate::town::Town;

#[tokio::test]
async fn a_refusal_is_appealed_once_and_another_decides() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let other = town.staff(Role::StreetOfficer, "site").await;
    let id = declare(&resident).await;
    appeal(&resident, &id).await.refused(409, "declaration.not_now");
    // The street may act for the desk below; then it must not decide on itself.
    refuse(&street, &id).await.ok();
    let refused = read(&resident, &id).await.ok();
    assert_eq!(refused["actions"], json!(["appeal"]));
    let appealed = appeal(&resident, &id).await.ok();
    assert_eq!((&appealed["state"], &appealed["level"]), (&"appealed".into(), &"site".into()));
    assert_eq!(appealed["due_at"], "2026-03-09T16:00:00.000Z");
    decide(&street, &id, "uphold").await.refused(403, "declaration.same_reviewer");
    assert_eq!(read(&street, &id).await.ok()["actions"], json!([]));
    assert_eq!(read(&other, &id).await.ok()["actions"], json!(["uphold", "reopen"]));
    let worker = town.staff(Role::CommunityWorker, "north").await;
    decide(&worker, &id, "reopen").await.refused(409, "declaration.other_desk");
    assert_eq!(decide(&other, &id, "uphold").await.ok()["state"], "closed");
    appeal(&resident, &id).await.refused(409, "declaration.not_now");
}

#[tokio::test]
async fn what_is_reopened_begins_anew_with_all_its_time_and_is_not_appealed_again() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let id = declare(&resident).await;
    let chain = |seen: &Value| seen["declaration"]["chain_due_at"].as_str().unwrap().to_owned();
    let first = chain(&read(&resident, &id).await.ok());
    refuse(&worker, &id).await.ok();
    town.clock.advance_ms(14 * 86_400_000);
    appeal(&resident, &id).await.ok();
    let again = decide(&street, &id, "reopen").await.ok();
    assert_eq!((&again["state"], &again["level"]), (&"accepted".into(), &"site".into()));
    let second = chain(&read(&resident, &id).await.ok());
    assert!(second > first, "{first} {second}");
    refuse(&street, &id).await.ok();
    appeal(&resident, &id).await.refused(409, "declaration.appealed_before");
    let seen = read(&resident, &id).await.ok();
    assert_eq!((&seen["actions"], seen.get("next")), (&json!([]), None));
}

#[tokio::test]
async fn an_appeal_is_said_aloud_and_its_note_is_its_own() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let first = upload(&resident, "audio/aac", voice()).await.id("media_id");
    let body = json!({ "kind": "illness", "media_ids": [first] });
    let id = resident.post("/declarations", body).await.id("declaration_id");
    refuse(&worker, &id).await.ok();
    let path = format!("/declarations/{id}/appeal");
    // The note of the declaration does not speak for the appeal.
    resident.post(&path, json!({})).await.refused_field("/words", "field.missing");
    let used = resident.post(&path, json!({ "media_ids": [first] })).await;
    used.refused_field("/media_ids", "field.unknown_reference");
    let second = upload(&resident, "audio/aac", voice()).await.id("media_id");
    resident.post(&path, json!({ "media_ids": [second] })).await.ok();
    let other = town.resident(town.household("north/1/u1").await).await;
    appeal(&other, &id).await.refused(404, "request.not_found");
}
