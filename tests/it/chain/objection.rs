//! Objections: they stop the clock, are answered, and tell nobody's name.

use serde_json::json;

use super::*;
use crate::declaration::refuse;

#[tokio::test]
async fn an_objection_stops_the_clock_and_the_days_it_took_are_given_back() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let (_, neighbour) = home(&town, "north/2/u1").await;
    let desks = Desks::gather(&town).await;
    let (id, notice) = desks.published(&resident).await;
    let before = stands(&desks.worker, &id).await;
    let objection = object(&neighbour, &notice, &id).await;
    assert_eq!(objection.status, 201, "{:#}", objection.body);
    let stopped = stands(&desks.worker, &id).await;
    assert_eq!(stopped["stopped_for"], "objection");
    assert!(stopped.get("due_at").is_none());
    let shown = resident.get(&format!("/declarations/{id}")).await.ok();
    let told = shown["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!((&told["action"], &told["actor_name"]), (&json!("object"), &json!("居民")));
    let own = shown["timeline"][0]["actor_name"].as_str().unwrap();
    assert!(!shown.to_string().replace(own, "").contains("resident-"), "{shown:#}");

    // The notice's own days are over, but nobody answered.
    town.clock.advance_ms(7 * DAY_MS);
    street_review(&desks.street, &id).await.refused(409, "declaration.stopped");
    let open = desks.worker.get("/notice-objections?open=true&include_total=true").await.ok();
    assert_eq!(open["total"], json!(1));
    let answered = answer(&desks.worker, &objection.id("objection_id"), false).await.ok();
    assert_eq!(answered["standing"]["state"], "in_notice");
    let after = stands(&desks.worker, &id).await;
    // Five working days were lost: each end is a week later.
    assert_eq!(before["due_at"], "2026-03-11T16:00:00.000Z");
    assert_eq!(after["due_at"], "2026-03-18T16:00:00.000Z");
    let hangs = resident.get(&format!("/public-notices/{notice}")).await.ok();
    assert_eq!(hangs["entries"][0]["ends_at"], "2026-03-13T16:00:00.000Z");
    street_review(&desks.street, &id).await.refused(409, "declaration.notice_hangs");
    town.clock.advance_ms(5 * DAY_MS);
    street_review(&desks.street, &id).await.ok();
    let own = neighbour.get("/me/notice-objections").await.ok();
    assert_eq!(own["items"][0]["answer"], "车是借来跑活用的，已核对行驶证。");
    let others = resident.get("/me/notice-objections").await.ok();
    assert!(others["items"].as_array().unwrap().is_empty());
    resident.get("/notice-objections").await.refused(403, "auth.forbidden");
}

#[tokio::test]
async fn the_clock_waits_for_the_last_answer_and_each_is_answered_once() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let (_, neighbour) = home(&town, "north/2/u1").await;
    let desks = Desks::gather(&town).await;
    let (id, notice) = desks.published(&resident).await;
    let first = object(&neighbour, &notice, &id).await.id("objection_id");
    let brought =
        json!({ "declaration_id": id, "raised_for": "王大爷", "words": "听说他家有门面。" });
    let path = format!("/public-notices/{notice}/recorded-objections");
    let second = desks.worker.post(&path, brought).await.id("objection_id");
    answer(&desks.worker, &first, false).await.ok();
    assert_eq!(stands(&desks.worker, &id).await["stopped_for"], "objection");
    answer(&desks.worker, &first, true).await.refused(409, "notice.answered");
    let (one, two) =
        tokio::join!(answer(&desks.worker, &second, true), answer(&desks.street, &second, false));
    let mut seen = [one.status, two.status];
    seen.sort_unstable();
    assert_eq!(seen, [200, 409]);
    assert!(stands(&desks.worker, &id).await.get("stopped_for").is_none());
    let body = json!({ "reason_code": "objection_upheld", "words": "核实后异议成立。" });
    desks.worker.post(&format!("/declarations/{id}/refusal"), body).await.ok();
}

#[tokio::test]
async fn the_household_itself_strangers_and_latecomers_do_not_object() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let (_, neighbour) = home(&town, "north/2/u1").await;
    let (_, stranger) = home(&town, "south/1/u1").await;
    let desks = Desks::gather(&town).await;
    let (id, notice) = desks.published(&resident).await;
    object(&resident, &notice, &id).await.refused(403, "declaration.own_case");
    object(&stranger, &notice, &id).await.refused(404, "request.not_found");
    let other = desks.verified(&neighbour).await;
    object(&neighbour, &notice, &other).await.refused(404, "request.not_found");
    town.clock.advance_ms(7 * DAY_MS);
    object(&neighbour, &notice, &id).await.refused(409, "notice.over");
    assert_eq!(town.count("notice_objection").await, 0);
}

#[tokio::test]
async fn what_is_refused_while_it_hangs_is_over() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let (_, neighbour) = home(&town, "north/2/u1").await;
    let desks = Desks::gather(&town).await;
    let (id, notice) = desks.published(&resident).await;
    object(&neighbour, &notice, &id).await;
    let wrong = refuse(&desks.worker, &id).await;
    wrong.refused_field("/reason_code", "field.choice");
    let body = json!({ "reason_code": "not_confirmed", "words": "情况与申报不符。" });
    desks.worker.post(&format!("/declarations/{id}/refusal"), body).await.ok();
    assert!(stands(&resident, &id).await.get("stopped_for").is_none());
}
