//! What is returned, added to, referred and reclassified.

use entity::appointment::Role;
use serde_json::json;

use super::*;
use crate::media::{photo, upload, voice};
use crate::town::Town;

#[tokio::test]
async fn what_is_returned_waits_for_the_household_and_goes_on_with_what_it_adds() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    let wrong = worker.post(&format!("/declarations/{id}/return"), because("repeated")).await;
    wrong.refused_field("/reason_code", "field.choice");
    let returned = send_back(&worker, &id).await.ok();
    assert_eq!((&returned["state"], returned.get("due_at")), (&"returned".into(), None));
    let seen = read(&resident, &id).await.ok();
    assert_eq!(seen["actions"], json!(["supplement", "withdraw"]));
    assert_eq!(seen["next"]["actor"], "household");
    assert!(list(&worker, "?mine=true").await.is_empty());

    let path = format!("/declarations/{id}/supplement");
    resident.post(&path, json!({})).await.refused_field("/words", "field.missing");
    let picture = upload(&resident, "image/jpeg", photo()).await.id("media_id");
    let silent = json!({ "media_ids": [picture] });
    resident.post(&path, silent).await.refused_field("/words", "field.missing");
    let note = upload(&resident, "audio/aac", voice()).await.id("media_id");
    let key = town.id();
    let spoken = json!({ "media_ids": [picture, note] });
    let added = resident.post_keyed(&path, key, spoken.clone()).await;
    assert_eq!(added.bytes, resident.post_keyed(&path, key, spoken).await.bytes);
    assert_eq!(added.ok()["state"], "submitted");
    let seen = read(&worker, &id).await.ok();
    assert_eq!(seen["media"].as_array().unwrap().len(), 2);
    assert_eq!(worker.get(&format!("/media/{note}")).await.status, 200);
    assert_eq!(actions(&seen), ["declare", "return", "supplement"]);
}

#[tokio::test]
async fn whoever_declares_for_others_adds_for_them_but_not_elsewhere() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    send_back(&worker, &id).await.ok();
    let path = format!("/declarations/{id}/supplement/on-behalf");
    let body = json!({ "words": "单据补上了。" });
    let beside = town.staff(Role::BuildingHead, "north/2").await;
    beside.post(&path, body.clone()).await.refused(404, "request.not_found");
    resident.post(&path, body.clone()).await.refused(403, "auth.forbidden");
    let neighbour = town.resident(town.household("north/1/u1").await).await;
    let own = format!("/declarations/{id}/supplement");
    neighbour.post(&own, body.clone()).await.refused(404, "request.not_found");
    let theirs = upload(&neighbour, "image/jpeg", photo()).await.id("media_id");
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let stolen = json!({ "words": "单据。", "media_ids": [theirs] });
    head.post(&path, stolen).await.refused_field("/media_ids", "field.unknown_reference");
    head.post(&path, body.clone()).await.ok();
    head.post(&path, body).await.refused(409, "declaration.not_now");
}

#[tokio::test]
async fn what_is_referred_waits_at_the_desk_above_and_the_county_refers_nothing() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let county = town.staff(Role::CountyOfficer, "").await;
    let id = declare(&resident).await;
    let path = format!("/declarations/{id}/referral");
    let body = json!({ "words": "这件事由街道办理，已经替您转去。" });
    let up = worker.post(&path, body.clone()).await.ok();
    assert_eq!((&up["state"], &up["level"]), (&"submitted".into(), &"site".into()));
    worker.post(&path, body.clone()).await.refused(409, "declaration.other_desk");
    assert_eq!(list(&street, "?mine=true").await, [id.as_str()]);
    accept(&street, &id).await.ok();
    assert_eq!(street.post(&path, body.clone()).await.ok()["level"], "county");
    county.post(&path, body).await.refused(409, "declaration.not_now");
    let said = read(&resident, &id).await.ok()["timeline"][1]["sentence"].clone();
    let said = said.as_str().unwrap();
    assert!(said.contains("把申报转到街道办理，3月3日以前要受理。"), "{said}");
}

#[tokio::test]
async fn what_asks_for_a_service_takes_the_short_way_from_then_on() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    accept(&worker, &id).await.ok();
    let path = format!("/declarations/{id}/reclassification");
    let body = json!({ "words": "这件事直接办理，不用评议公示。" });
    let short = worker.post(&path, body.clone()).await.ok();
    assert_eq!((&short["track"], &short["state"]), (&"service".into(), &"accepted".into()));
    // Five working days from the day on which it came to the desk.
    assert_eq!(short["due_at"], "2026-03-09T16:00:00.000Z");
    worker.post(&path, body).await.refused(409, "declaration.not_now");
    let seen = read(&resident, &id).await.ok();
    assert!(seen["declaration"].get("chain_due_at").is_none());
    // What was said before the change is told as it was.
    let before = seen["timeline"][1]["sentence"].as_str().unwrap();
    assert!(before.contains("入户核实"), "{before}");
    answer(&worker, &id).await.ok();
}
