//! What is written down at the household.

use serde_json::json;

use super::*;
use crate::media::voice;

#[tokio::test]
async fn officers_and_the_household_read_what_was_seen_and_others_do_not() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let (_, neighbour) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    let id = desks.verified(&resident).await;
    let path = format!("/declarations/{id}/verification");
    let shown = resident.get(&path).await.ok();
    assert_eq!(shown["findings"], "票据已看过，家里确实借了钱。");
    assert_eq!((&shown["medicine"], &shown["burden_fen"]), (&json!("at_risk"), &json!(2_300_000)));
    let paper = shown["media"][0]["media_id"].as_str().unwrap();
    assert_eq!(desks.street.get(&format!("/media/{paper}")).await.status, 200);
    desks.street.get(&path).await.ok();
    neighbour.get(&path).await.refused(404, "request.not_found");
    let south = town.staff(Role::CommunityWorker, "south").await;
    south.get(&path).await.refused(404, "request.not_found");
    assert_eq!(south.get(&format!("/media/{paper}")).await.status, 404);
    let log = resident.get("/me/household/access-log").await.ok();
    let mut lines = log["items"].as_array().unwrap().iter();
    assert!(lines.any(|line| line["what"] == "到您家入户核实"), "{log:#}");
}

#[tokio::test]
async fn without_a_photo_of_the_authorisation_nothing_is_verified() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    let id = declare(&resident).await;
    accept(&desks.worker, &id).await.ok();
    let path = format!("/declarations/{id}/verification");
    let mut body = seen(&town, "x");
    body["authorisation_media_ids"] = json!([]);
    assert_eq!(desks.worker.post(&path, body).await.status, 422);
    let sound = upload(&desks.worker, "audio/aac", voice()).await.id("media_id");
    let spoken = desks.worker.post(&path, seen(&town, &sound)).await;
    spoken.refused_field("/authorisation_media_ids", "field.unknown_reference");
    let others = upload(&desks.street, "image/jpeg", photo()).await.id("media_id");
    let foreign = desks.worker.post(&path, seen(&town, &others)).await;
    foreign.refused_field("/authorisation_media_ids", "field.unknown_reference");
    assert_eq!(stands(&resident, &id).await["state"], "accepted");
    assert_eq!(town.count("declaration_verification").await, 0);
}

#[tokio::test]
async fn a_visit_is_neither_tomorrow_nor_before_the_declaration() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    let id = declare(&resident).await;
    accept(&desks.worker, &id).await.ok();
    let paper = upload(&desks.worker, "image/jpeg", photo()).await.id("media_id");
    let path = format!("/declarations/{id}/verification");
    let mut body = seen(&town, &paper);
    body["visited_on"] = json!("2026-03-03");
    body["income_year"] = json!(2019);
    let said = desks.worker.post(&path, body.clone()).await;
    said.refused_field("/visited_on", "field.too_large");
    said.refused_field("/income_year", "field.choice");
    body["visited_on"] = json!("2026-02-28");
    body["income_year"] = json!(2026);
    desks.worker.post(&path, body).await.refused_field("/visited_on", "field.too_small");
}
