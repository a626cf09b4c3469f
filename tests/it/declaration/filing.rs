//! What can be filed, and what can't.

use entity::appointment::Role;
use serde_json::json;
use xinju::params;

use super::*;
use crate::media::{photo, upload, voice};
use crate::town::Town;

#[tokio::test]
async fn a_phone_without_a_network_names_the_declaration_itself_and_may_send_it_again() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let mut body = hardship();
    let id = town.id();
    body["declaration_id"] = json!(id);
    let key = town.id();
    let first = resident.post_keyed("/declarations", key, body.clone()).await;
    assert_eq!((first.status, first.id("declaration_id")), (201, id.to_string()));
    let again = resident.post_keyed("/declarations", key, body.clone()).await;
    assert_eq!(first.bytes, again.bytes);
    resident.post("/declarations", body.clone()).await.refused(409, "declaration.exists");
    body["kind"] = json!("other");
    let changed = resident.post_keyed("/declarations", key, body).await;
    changed.refused(422, "request.key_reused");
    assert_eq!((town.count("declaration").await, town.count("push").await), (1, 1));
}

#[tokio::test]
async fn something_must_be_said_in_words_or_aloud() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let nothing = resident.post("/declarations", json!({ "kind": "other" })).await;
    nothing.refused(422, "declaration.nothing_said");
    let picture = upload(&resident, "image/jpeg", photo()).await.id("media_id");
    let silent = json!({ "kind": "other", "media_ids": [picture] });
    resident.post("/declarations", silent).await.refused(422, "declaration.nothing_said");
    let note = upload(&resident, "audio/aac", voice()).await.id("media_id");
    let spoken = json!({ "kind": "other", "media_ids": [picture, note] });
    resident.post("/declarations", spoken).await.ok();
}

#[tokio::test]
async fn only_own_unused_uploads_are_taken_and_only_once() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let other = town.resident(town.household("north/1/u2").await).await;
    let theirs = upload(&other, "image/jpeg", photo()).await.id("media_id");
    let with = |ids: Value| {
        let mut body = hardship();
        body["media_ids"] = ids;
        body
    };
    let stolen = resident.post("/declarations", with(json!([theirs]))).await;
    stolen.refused_field("/media_ids", "field.unknown_reference");
    assert_eq!(town.count("declaration").await, 0);
    let own = upload(&resident, "image/jpeg", photo()).await.id("media_id");
    let twice = resident.post("/declarations", with(json!([own, own]))).await;
    twice.refused_field("/media_ids/1", "request.duplicate_field");
    resident.post("/declarations", with(json!([own]))).await.ok();
    let again = resident.post("/declarations", with(json!([own]))).await;
    again.refused_field("/media_ids", "field.unknown_reference");
    other.get(&format!("/media/{own}")).await.refused(404, "request.not_found");
    let far = town.staff(Role::CommunityWorker, "south").await;
    far.get(&format!("/media/{own}")).await.refused(404, "request.not_found");
    let ten: Vec<_> = (0..10).map(|_| town.id()).collect();
    let many = resident.post("/declarations", with(json!(ten))).await;
    many.refused_field("/media_ids", "field.too_long");
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let bad = resident.post("/declarations", json!({ "kind": "sadness", "words": 5 })).await;
    bad.refused(422, "request.invalid");
    bad.refused_field("/kind", "field.choice");
    bad.refused_field("/words", "field.type");
    let long = json!({ "kind": "other", "words": "苦".repeat(2_001) });
    resident.post("/declarations", long).await.refused_field("/words", "field.too_long");
    let hidden = json!({ "kind": "other", "words": "a\u{202e}b" });
    resident.post("/declarations", hidden).await.refused(400, "request.characters");
    let unknown = json!({ "kind": "other", "words": "x", "urgent": true });
    resident.post("/declarations", unknown).await.refused(400, "request.unknown_field");
}

#[tokio::test]
async fn a_household_has_only_so_many_open_at_once() {
    let town = Town::with(|config| config.policy.declaration.open_per_household_max = 2).await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let first = declare(&resident).await;
    declare(&resident).await;
    let more = resident.post("/declarations", hardship()).await;
    more.refused(409, "declaration.too_many_open");
    accept(&worker, &first).await.ok();
    resident.post("/declarations", hardship()).await.refused(409, "declaration.too_many_open");
    answer(&worker, &first).await.ok();
    declare(&resident).await;
    // What comes back is not refused, it counts.
    rate(&resident, &first, "not_solved").await.ok();
    resident.post("/declarations", hardship()).await.refused(409, "declaration.too_many_open");
}

#[tokio::test]
async fn filed_at_once_they_are_still_no_more_than_allowed() {
    let town = Town::with(|config| config.policy.declaration.open_per_household_max = 2).await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let file = || resident.post("/declarations", hardship());
    let (one, two, three, four) = tokio::join!(file(), file(), file(), file());
    let made = [one, two, three, four].iter().filter(|said| said.status == 201).count();
    assert_eq!((made, town.count("declaration").await), (2, 2));
}

#[tokio::test]
async fn on_behalf_is_for_a_household_of_ones_own_area_that_lives_here() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let body = json!({
        "household_id": household, "consent": "written", "kind": "disaster", "words": "发大水。",
    });
    let path = "/declarations/on-behalf";
    let beside = town.staff(Role::BuildingHead, "north/2").await;
    beside.post(path, body.clone()).await.refused(404, "request.not_found");
    town.resident(household).await.post(path, body.clone()).await.refused(403, "auth.forbidden");
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let mut silent = body.clone();
    silent.as_object_mut().unwrap().remove("consent");
    head.post(path, silent).await.refused_field("/consent", "field.missing");
    let stranger = town.household("north/1/u1").await;
    let stranger = town.person(stranger, crate::town::Somebody::default()).await;
    let mut other = body.clone();
    other["person_id"] = json!(stranger);
    head.post(path, other).await.refused_field("/person_id", "field.unknown_reference");
    town.sql("UPDATE household SET state = 'left' WHERE id = $1", params![household]).await;
    head.post(path, body).await.refused(409, "declaration.household_gone");
    assert_eq!(town.count("declaration").await, 0);
}

#[tokio::test]
async fn what_was_said_lies_sealed() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    accept(&worker, &id).await.ok();
    answer(&worker, &id).await.ok();
    let open = "words_sealed IS NOT NULL AND words_sealed NOT LIKE 's1.%'";
    for table in ["declaration", "declaration_step"] {
        assert_eq!(town.count(&format!("{table} WHERE {open}")).await, 0);
    }
    assert_eq!(town.count("push WHERE body LIKE '%住院%' OR body LIKE '%救助%'").await, 0);
    let facts = town.count("audit WHERE facts LIKE '%住院%' OR reason LIKE '%住院%'").await;
    assert_eq!(facts, 0);
}

#[tokio::test]
async fn a_step_is_never_rewritten() {
    let town = Town::start().await;
    declare(&town.resident(town.household("north/1/u1").await).await).await;
    let change = "UPDATE declaration_step SET action = 'accept'";
    assert!(town.try_sql(change, vec![]).await.is_err());
    assert!(town.try_sql("DELETE FROM declaration_step", vec![]).await.is_err());
}
