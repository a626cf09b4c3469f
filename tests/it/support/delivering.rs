//! What was given: once, with what proves it, and told to the household in plain words.

use entity::appointment::Role;
use sea_orm::FromQueryResult;
use serde_json::json;
use xinju::params;

use super::*;
use crate::media::{photo, upload};
use crate::town::Town;

#[tokio::test]
async fn a_measure_is_delivered_judged_once_and_told_to_the_household() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = plan(&worker, household).await;
    judge(&worker, &id).await.refused(409, "support.not_delivered");
    let delivered = deliver(&worker, &id).await.ok();
    assert_eq!(
        (&delivered["state"], &delivered["amount_fen"]),
        (&json!("delivered"), &json!(300_000))
    );
    deliver(&worker, &id).await.refused(409, "support.not_planned");
    let reason = json!({ "reason": "记错了" });
    let said = worker.post(&format!("/measures/{id}/cancellation"), reason).await;
    said.refused(409, "support.not_planned");
    judge(&worker, &id).await.ok();
    judge(&worker, &id).await.refused(409, "support.effect_given");
    let shown = worker.get(&format!("/measures/{id}")).await.ok();
    assert_eq!(shown["evidence"], "医保局已打款，收据编号 8817。");
    assert_eq!(shown["effect_words"], "自付部分仍然太重。");
    assert_eq!(shown["measure"]["effect"], "no_effect");
    let inbox = resident.get("/me/inbox?kind=notice").await.ok();
    assert_eq!(inbox["items"][0]["title"], "有一项帮扶已经落实");
    assert_eq!(inbox["items"][0]["subject_id"], json!(id));
    assert_eq!(inbox["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn words_about_a_household_lie_sealed() {
    #[derive(FromQueryResult)]
    struct Row {
        evidence_sealed: String,
        effect_sealed: String,
    }
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = plan(&worker, household).await;
    deliver(&worker, &id).await.ok();
    judge(&worker, &id).await.ok();
    let rows: Vec<Row> =
        town.rows("SELECT evidence_sealed, effect_sealed FROM measure", vec![]).await;
    assert!(rows[0].evidence_sealed.starts_with("s1."));
    assert!(!rows[0].evidence_sealed.contains("8817"));
    assert!(!rows[0].effect_sealed.contains("太重"));
}

#[tokio::test]
async fn of_two_deliveries_at_once_one_counts_and_the_household_is_told_once() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let one = town.staff(Role::CommunityWorker, "north").await;
    let two = town.staff(Role::StreetOfficer, "site").await;
    for round in 1..=4 {
        let id = plan(&one, household).await;
        let (a, b) = tokio::join!(deliver(&one, &id), deliver(&two, &id));
        let mut seen = [a.status, b.status];
        seen.sort_unstable();
        assert_eq!(seen, [200, 409]);
        assert_eq!(town.count("delivery").await, round);
    }
}

#[tokio::test]
async fn a_household_reads_what_it_gets_from_whom_and_when() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let (given, dropped) = (plan(&worker, household).await, plan(&worker, household).await);
    plan(&worker, household).await;
    deliver(&worker, &given).await.ok();
    judge(&worker, &given).await.ok();
    let reason = json!({ "reason": "改由民政发放" });
    worker.post(&format!("/measures/{dropped}/cancellation"), reason).await.ok();
    let own = resident.get("/me/measures?include_total=true").await.ok();
    assert_eq!(own["total"], 3);
    let name = own["items"][0]["from_name"].as_str().unwrap();
    let sentences: Vec<_> =
        own["items"].as_array().unwrap().iter().map(|item| item["sentence"].as_str()).collect();
    assert_eq!(
        sentences,
        [
            Some(format!("医疗救助计划在2026年3月16日前落实，由{name}负责。").as_str()),
            Some("医疗救助不再安排，原因是：改由民政发放"),
            Some(
                format!("医疗救助已经在2026年3月2日落实，由{name}负责。没有收到请告诉社区。")
                    .as_str()
            ),
        ]
    );
    let text = own.to_string();
    assert!(!text.contains("8817") && !text.contains("太重") && !text.contains("no_effect"));
    let neighbour = town.resident(town.household("north/1/u1").await).await;
    assert_eq!(total(&neighbour, "/me/measures").await, 0);
    neighbour.get("/measures").await.refused(403, "auth.forbidden");
    worker.get("/me/measures").await.refused(403, "auth.forbidden");
}

#[tokio::test]
async fn a_photo_goes_with_the_measure_and_only_ones_own_upload() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = plan(&worker, household).await;
    let theirs = upload(&resident, "image/jpeg", photo()).await.id("media_id");
    let own = upload(&worker, "image/jpeg", photo()).await.id("media_id");
    let path = format!("/measures/{id}/delivery");
    let mut body =
        json!({ "delivered_on": "2026-03-03", "evidence": "已领取", "media_ids": [theirs] });
    let said = worker.post(&path, body.clone()).await;
    said.refused_field("/media_ids", "field.unknown_reference");
    said.refused_field("/delivered_on", "field.too_large");
    body["delivered_on"] = json!("2026-03-01");
    body["media_ids"] = json!([own]);
    worker.post(&path, body).await.ok();
    let shown = worker.get(&format!("/measures/{id}")).await.ok();
    assert_eq!(shown["media"][0]["media_id"], json!(own));
    assert_eq!(resident.get(&format!("/media/{own}")).await.status, 200);
    let neighbour = town.resident(town.household("north/1/u1").await).await;
    neighbour.get(&format!("/media/{own}")).await.refused(404, "request.not_found");
}

#[tokio::test]
async fn each_filter_of_the_list_finds_as_many_as_it_counts() {
    let town = Town::start().await;
    let (one, two) = (town.household("north/1/u1").await, town.household("south/1/u1").await);
    let street = town.staff(Role::StreetOfficer, "site").await;
    for household in [one, one, two] {
        plan(&street, household).await;
    }
    let given = plan(&street, two).await;
    deliver(&street, &given).await.ok();
    town.sql(
        "UPDATE measure SET due_on = $1 WHERE household_id = $2 AND state = 'planned'",
        params![time::macros::date!(2026 - 02 - 27), one],
    )
    .await;
    let north = town.node("north");
    for (query, found) in [
        ("?limit=100".to_owned(), 4),
        ("?state=planned".to_owned(), 3),
        ("?state=delivered&kind=medical_aid".to_owned(), 1),
        ("?kind=job".to_owned(), 0),
        ("?overdue=true".to_owned(), 2),
        ("?overdue=false".to_owned(), 2),
        (format!("?node_id={north}"), 2),
        (format!("?household_id={two}&overdue=false"), 2),
    ] {
        let path = format!("/measures{query}");
        assert_eq!(total(&street, &path).await, found, "{query}");
        let items = ids(&street, &path, "measure_id").await;
        assert_eq!(i64::try_from(items.len()).unwrap(), found, "{query}");
    }
    let first = street.get("/measures?limit=3").await.ok();
    let next = first["next_cursor"].as_str().unwrap();
    let rest = ids(&street, &format!("/measures?limit=3&cursor={next}"), "measure_id").await;
    assert_eq!(rest.len(), 1);
    let moved = street.get(&format!("/support-plans?cursor={next}")).await;
    moved.refused(400, "request.parameter");
}
