//! Somebody was there: in one call, in time or late, once, and never at one's own door.

use entity::appointment::Role;

use super::*;
use crate::media::{photo, upload};

#[tokio::test]
async fn nothing_changed_takes_one_call_without_a_body_and_is_written_once() {
    let town = Town::start().await;
    let household = painted(&town, "north/1/u1", "red").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    plan(&town).await;
    let key = town.id().to_string();
    let path = format!("/households/{household}/visits/nothing-changed");
    let first = head.send("POST", &path, None, &[("idempotency-key", &key)]).await;
    let again = head.send("POST", &path, None, &[("idempotency-key", &key)]).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body, again.body);
    assert_eq!(first.body["outcome_word"], "无变化");
    assert_eq!(first.body["visitor_role"], "building_head");
    assert_eq!(first.body["settled"], 1);
    assert_eq!(town.count("visit").await, 1);
    let second = unchanged(&head, household).await.ok();
    assert_eq!(second["settled"], 0, "the day was settled before");
}

#[tokio::test]
async fn a_change_names_what_changed_and_the_rest_names_nothing() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let mut bare = visit(&town, household);
    bare["outcome"] = json!("changed");
    head.post("/visits", bare.clone()).await.refused_field("/changes", "field.empty");
    let mut calm = visit(&town, household);
    calm["changes"] = json!(["job"]);
    head.post("/visits", calm).await.refused_field("/changes", "field.too_long");
    bare["changes"] = json!(["job", "health", "job"]);
    bare["words"] = json!("  儿子回来了，在附近打工。 ");
    let said = head.post("/visits", bare).await.ok();
    assert_eq!(said["changes"], json!(["health", "job"]));
    assert_eq!(town.count("visit WHERE words_sealed LIKE '%儿子%'").await, 0, "it is sealed");
    let told = head.get(&format!("/households/{household}/visits")).await.ok();
    assert_eq!(told["items"][0]["words"], "儿子回来了，在附近打工。");
}

#[tokio::test]
async fn a_late_record_repairs_a_missed_task_and_keeps_the_mark() {
    let town = Town::start().await;
    let household = painted(&town, "north/1/u1", "red").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let was_there = town.clock.now().plus_ms(HOUR_MS);
    plan(&town).await;
    town.clock.advance_ms(DAY_MS * 3);
    plan(&town).await;
    assert_eq!(tasks(&town, household).await[0], "daily 2026-03-02 2026-03-02 missed");
    let fresh = town.sign_in(head.account.unwrap()).await;
    let said = fresh.post("/visits", visit_at(&town, household, was_there)).await.ok();
    assert_eq!((said["settled"].as_i64(), said["is_late"].as_bool()), (Some(1), Some(true)));
    assert_eq!(tasks(&town, household).await[0], "daily 2026-03-02 2026-03-02 done");
    assert_eq!(town.count("visit_task WHERE state = 'done' AND missed_at > 0").await, 1);
}

#[tokio::test]
async fn visits_of_tomorrow_and_of_last_month_are_refused_and_a_fast_clock_is_forgiven() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let now = town.clock.now();
    let early = head.post("/visits", visit_at(&town, household, now.plus_ms(HOUR_MS))).await;
    early.refused_field("/visited_at", "field.too_large");
    let old = head.post("/visits", visit_at(&town, household, now.plus_ms(-DAY_MS * 15))).await;
    old.refused_field("/visited_at", "field.too_small");
    let fast = visit_at(&town, household, now.plus_ms(60_000));
    let said = head.post("/visits", fast).await.ok();
    assert_eq!(said["visited_at"], said["recorded_at"]);
    let last = visit_at(&town, household, now.plus_ms(-DAY_MS * 14));
    assert_eq!(head.post("/visits", last).await.status, 201);
}

#[tokio::test]
async fn nobody_at_home_settles_nothing_and_counts() {
    let town = Town::start().await;
    let household = painted(&town, "north/1/u1", "red").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    plan(&town).await;
    let mut away = visit(&town, household);
    away["outcome"] = json!("not_home");
    assert_eq!(head.post("/visits", away).await.ok()["settled"], 0);
    assert_eq!(tasks(&town, household).await, ["daily 2026-03-02 2026-03-02 open"]);
    let counted = head.get("/visits?outcome=not_home&include_total=true").await.ok();
    assert_eq!(counted["total"], 1);
}

#[tokio::test]
async fn a_phone_that_sends_again_is_answered_the_same_and_a_strange_id_is_refused() {
    let town = Town::start().await;
    let household = painted(&town, "north/1/u1", "red").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    plan(&town).await;
    let body = visit(&town, household);
    let first = head.post("/visits", body.clone()).await.ok();
    town.clock.advance_ms(HOUR_MS);
    let again = head.post("/visits", body.clone()).await.ok();
    assert_eq!(first, again);
    worker.post("/visits", body).await.refused(409, "visit.id_taken");
    assert_eq!(town.count("visit").await, 1);
}

#[tokio::test]
async fn nobody_records_a_visit_to_their_own_household_or_outside_their_area() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let beside = town.staff(Role::BuildingHead, "north/2").await;
    town.sql(
        "UPDATE account SET household_id = $2, lives_elsewhere = false WHERE id = $1",
        params![head.account.unwrap(), household],
    )
    .await;
    let fresh = town.sign_in(head.account.unwrap()).await;
    unchanged(&fresh, household).await.refused(403, "visit.own_household");
    unchanged(&beside, household).await.refused(404, "request.not_found");
    let path = format!("/households/{household}/visits");
    beside.get(&path).await.refused(404, "request.not_found");
    assert_eq!(beside.get("/visits?include_total=true").await.ok()["total"], 0);
}

#[tokio::test]
async fn the_household_sees_who_was_there_and_who_looked() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    unchanged(&worker, household).await.ok();
    worker.get(&format!("/households/{household}/visits")).await.ok();
    let log = resident.get("/me/household/access-log").await.ok();
    let told: Vec<_> = log["items"].as_array().unwrap().iter().map(|line| &line["what"]).collect();
    assert_eq!(told, [&json!("查看了对您家走访的记录"), &json!("登记了对您家的走访")]);
}

#[tokio::test]
async fn photos_are_welcome_and_only_ones_own() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let own = upload(&head, "image/jpeg", photo()).await.id("media_id");
    let strange = upload(&worker, "image/jpeg", photo()).await.id("media_id");
    let mut body = visit(&town, household);
    body["media_ids"] = json!([strange]);
    let refused = head.post("/visits", body.clone()).await;
    refused.refused_field("/media_ids", "field.unknown_reference");
    body["media_ids"] = json!([own]);
    head.post("/visits", body).await.ok();
    let told = worker.get(&format!("/households/{household}/visits")).await.ok();
    assert_eq!(told["items"][0]["media"][0]["media_id"], json!(own));
}

#[tokio::test]
async fn a_visit_ticks_the_household_in_the_open_round_of_its_month() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let round = town.id();
    town.sql(
        "INSERT INTO monitoring_round (id, site_id, month, phase, check_by, assess_by, \
         dispatch_by, supervise_by, household_count, opened_at, moved_at) \
         VALUES ($1, $2, $3, 'check', $3, $3, $3, $3, 1, 0, 0)",
        params![round, town.node("site"), time::macros::date!(2026 - 03 - 01)],
    )
    .await;
    town.sql(
        "INSERT INTO round_household (round_id, household_id, building_id, colour, monitoring, \
         excused_for) VALUES ($1, $2, $3, 'green', 'none', 'away_for_now')",
        params![round, household, town.node("north/1")],
    )
    .await;
    let later = unchanged(&head, household).await.id("visit_id");
    let ticked = format!("round_household WHERE checked_at = {}", town.clock.now().0);
    assert_eq!(town.count(&ticked).await, 1);
    assert_eq!(town.count("round_household WHERE excused_for IS NOT NULL").await, 0);
    let earlier = town.clock.now().plus_ms(-DAY_MS);
    head.post("/visits", visit_at(&town, household, earlier)).await.ok();
    let first = format!("round_household WHERE checked_at = {}", earlier.0);
    assert_eq!(town.count(&first).await, 1, "the first visit of the month counts, not {later}");
    let month_before = town.clock.now().plus_ms(-DAY_MS * 3);
    head.post("/visits", visit_at(&town, household, month_before)).await.ok();
    assert_eq!(town.count(&first).await, 1);
}

#[tokio::test]
async fn nothing_asks_where_a_visitor_stood() {
    let town = Town::start().await;
    let words = ["location", "latitude", "longitude", "gps", "coordinate", "geo"];
    let is_place = |name: &str| {
        let parts: Vec<_> = name.split('_').collect();
        parts.iter().any(|part| words.contains(part) || ["lat", "lng", "lon"].contains(part))
    };
    for table in crate::shape::TABLES {
        for column in crate::shape::columns(&town, table).await {
            assert!(!is_place(&column), "{table}.{column}");
        }
    }
    let document = xinju::api::service(&town.app).spec();
    let document: Value = serde_json::from_str(&document).unwrap();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let fields = schema["properties"].as_object().into_iter().flatten();
        for (field, _) in fields {
            assert!(!is_place(field), "{name}.{field}");
        }
    }
}
