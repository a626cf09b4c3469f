//! One household, one plan, and every measure in it.

use entity::appointment::Role;
use serde_json::json;
use xinju::params;

use super::*;
use crate::town::Town;

#[tokio::test]
async fn every_measure_of_a_household_joins_its_open_plan() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let before = plan(&worker, household).await;
    let open = open_plan(&worker, household).await;
    let after = plan(&worker, household).await;
    for measure in [&before, &after] {
        let shown = worker.get(&format!("/measures/{measure}")).await.ok();
        assert_eq!(shown["measure"]["plan_id"], json!(open));
    }
    let shown = worker.get(&format!("/support-plans/{open}")).await.ok();
    assert_eq!((&shown["planned"], &shown["delivered"]), (&json!(2), &json!(0)));
    let second = json!({
        "household_id": household, "goal": "另一份", "starts_on": "2026-03-02",
        "ends_on": "2026-04-02",
    });
    worker.post("/support-plans", second.clone()).await.refused(409, "support.plan_open");

    let close = format!("/support-plans/{open}/closing");
    let key = || town.id().to_string();
    let said = worker.send("POST", &close, None, &[("idempotency-key", &key())]).await;
    said.refused(409, "support.measures_open");
    deliver(&worker, &before).await.ok();
    let reason = json!({ "reason": "改由民政发放" });
    worker.post(&format!("/measures/{after}/cancellation"), reason).await.ok();
    let closed = worker.send("POST", &close, None, &[("idempotency-key", &key())]).await.ok();
    assert_eq!((&closed["status"], &closed["delivered"]), (&json!("closed"), &json!(1)));
    let said = worker.send("POST", &close, None, &[("idempotency-key", &key())]).await;
    said.refused(409, "support.plan_closed");
    worker.post("/support-plans", second).await.ok();
    assert_eq!(total(&worker, "/support-plans").await, 2);
    assert_eq!(ids(&worker, "/support-plans?status=closed", "plan_id").await, [open]);
    let place = format!("/support-plans?status=open&node_id={}", town.node("north/1"));
    assert_eq!(total(&worker, &place).await, 1);
    let elsewhere = format!("/support-plans?node_id={}", town.node("north/2"));
    assert_eq!(total(&worker, &elsewhere).await, 0);
}

#[tokio::test]
async fn of_two_plans_at_once_one_is_kept() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let one = town.staff(Role::CommunityWorker, "north").await;
    let two = town.staff(Role::StreetOfficer, "site").await;
    let body = json!({
        "household_id": household, "goal": "稳定就业", "starts_on": "2026-03-02",
        "ends_on": "2026-12-31",
    });
    let (a, b) =
        tokio::join!(one.post("/support-plans", body.clone()), two.post("/support-plans", body));
    let mut seen = [a.status, b.status];
    seen.sort_unstable();
    assert_eq!(seen, [201, 409]);
    assert_eq!(town.count("support_plan").await, 1);
}

#[tokio::test]
async fn a_plan_is_edited_on_the_version_that_was_read() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let path = format!("/support-plans/{}", open_plan(&worker, household).await);
    let etag = worker.get(&path).await.etag();
    let goal = json!({ "goal": "两人稳定就业" });
    let edited = worker.patch(&path, &etag, goal).await;
    assert_eq!(edited.etag(), "\"v2\"");
    assert_eq!(edited.ok()["goal"], "两人稳定就业");
    let late = worker.patch(&path, &etag, json!({ "ends_on": "2027-01-31" })).await;
    late.refused(412, "request.stale");
    let key = town.id().to_string();
    let body = Some(json!({ "goal": "没有版本" }));
    let without = worker.send("PATCH", &path, body, &[("idempotency-key", &key)]).await;
    without.refused(428, "request.if_match_missing");
    let wrong = json!({ "goal": "  ", "ends_on": "2026-03-01" });
    let wrong = worker.patch(&path, "\"v2\"", wrong).await;
    wrong.refused_field("/goal", "field.empty");
    wrong.refused_field("/ends_on", "field.too_small");
}

#[tokio::test]
async fn all_that_is_wrong_with_a_measure_is_named_at_once() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let neighbour = town.household("north/1/u2").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let stranger = town.staff(Role::CommunityWorker, "south").await;
    let other = crate::declaration::declare(&town.resident(neighbour).await).await;
    let mut body = aid(household);
    body["description"] = json!("　 ");
    body["due_on"] = json!("2026-03-01");
    body["responsible_id"] = json!(stranger.account);
    body["declaration_id"] = json!(other);
    let said = worker.post("/measures", body).await;
    said.refused_field("/description", "field.empty");
    said.refused_field("/due_on", "field.too_small");
    said.refused_field("/responsible_id", "field.unknown_reference");
    said.refused_field("/declaration_id", "field.unknown_reference");
    assert_eq!(town.count("measure").await, 0);
    let mut gone = aid(household);
    gone["kind"] = json!("nothing");
    worker.post("/measures", gone).await.refused_field("/kind", "field.choice");
    town.sql("UPDATE household SET state = 'left' WHERE id = $1", params![household]).await;
    worker.post("/measures", aid(household)).await.refused(409, "support.household_gone");
}

#[tokio::test]
async fn a_planned_measure_is_edited_and_whoever_helps_sees_to_it() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    assign(&worker, household, head.account.unwrap()).await.ok();
    let path = format!("/measures/{}", plan(&worker, household).await);
    let shown = worker.get(&path).await;
    assert_eq!(shown.body["measure"]["responsible_id"], json!(head.account));
    assert_eq!(ids(&head, "/measures?mine=true", "measure_id").await.len(), 1);
    let change = json!({ "due_on": "2026-04-01", "responsible_id": worker.account });
    let edited = worker.patch(&path, &shown.etag(), change).await.ok();
    assert_eq!(edited["due_on"], "2026-04-01");
    assert_eq!(edited["description"], "帮您家申请医疗救助");
    assert_eq!(ids(&head, "/measures?mine=true", "measure_id").await, Vec::<String>::new());
    let late = worker.patch(&path, &shown.etag(), json!({ "amount_fen": 5 })).await;
    late.refused(412, "request.stale");
    deliver(&worker, path.trim_start_matches("/measures/")).await.ok();
    let etag = worker.get(&path).await.etag();
    let final_now = worker.patch(&path, &etag, json!({ "amount_fen": 5 })).await;
    final_now.refused(409, "support.not_planned");
}
