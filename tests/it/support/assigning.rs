//! Who helps a household, and who can't.

use entity::appointment::Role;
use serde_json::{Value, json};
use xinju::params;

use super::*;
use crate::identity_home::employ;
use crate::town::{Somebody, Town};

#[tokio::test]
async fn a_helper_is_told_and_the_one_before_stays_on_record() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let first = town.staff(Role::BuildingHead, "north/1").await;
    let second = town.staff(Role::StreetOfficer, "site").await;
    assign(&worker, household, first.account.unwrap()).await.ok();
    let now = assign(&worker, household, second.account.unwrap()).await.ok();
    assert_eq!(now["since"], "2026-03-02");
    for helper in [&first, &second] {
        assert_eq!(told(&town, helper.account.unwrap(), "measure").await.len(), 1);
    }
    let path = format!("/households/{household}/helpers");
    let all = worker.get(&format!("{path}?include_total=true")).await.ok();
    assert_eq!(all["total"], 2);
    assert_eq!(all["items"][0]["account_id"], json!(second.account));
    assert!(all["items"][0].get("ended_at").is_none());
    assert!(all["items"][1]["ended_at"].is_string());
    let shown = worker.get(&format!("/households/{household}")).await.ok();
    assert_eq!(shown["helper_name"], now["name"]);
    let release = format!("{path}/release").replace("helpers", "helper");
    let key = town.id().to_string();
    let released = worker.send("POST", &release, None, &[("idempotency-key", &key)]).await.ok();
    assert!(released["ended_at"].is_string());
    let shown = worker.get(&format!("/households/{household}")).await.ok();
    assert_eq!(shown.get("helper_name"), None);
    let key = town.id().to_string();
    let again = worker.send("POST", &release, None, &[("idempotency-key", &key)]).await;
    again.refused(409, "support.no_helper");
}

#[tokio::test]
async fn who_has_no_post_there_or_is_of_the_household_does_not_help() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    for (role, place) in [
        (Role::BuildingHead, "north/2"),
        (Role::CommunityWorker, "south"),
        (Role::Volunteer, "north"),
        (Role::Administrator, ""),
    ] {
        let other = town.staff(role, place).await;
        let said = assign(&worker, household, other.account.unwrap()).await;
        said.refused_field("/account_id", "field.unknown_reference");
    }
    let resident = town.resident(household).await;
    let said = assign(&worker, household, resident.account.unwrap()).await;
    said.refused_field("/account_id", "field.unknown_reference");
    let member = town.person(household, Somebody::default()).await;
    let cousin = employ(&town, member, Role::BuildingHead, "north/1").await;
    let said = assign(&worker, household, cousin.account.unwrap()).await;
    said.refused(409, "support.helper_of_household");
    assert_eq!(town.count("helper").await, 0);
}

#[tokio::test]
async fn nobody_arranges_support_for_their_own_household() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let member = town.person(household, Somebody::default()).await;
    let cousin = employ(&town, member, Role::CommunityWorker, "north").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let said = assign(&cousin, household, head.account.unwrap()).await;
    said.refused(403, "support.own_household");
    cousin.post("/measures", aid(household)).await.refused(403, "support.own_household");
    let colleague = town.staff(Role::CommunityWorker, "north").await;
    let measure = plan(&colleague, household).await;
    deliver(&cousin, &measure).await.refused(403, "support.own_household");
    let reason = json!({ "reason": "不需要了" });
    let said = cousin.post(&format!("/measures/{measure}/cancellation"), reason).await;
    said.refused(403, "support.own_household");
    let neighbour = town.staff(Role::CommunityWorker, "north").await;
    town.sql(
        "UPDATE account SET household_id = $1, version = version + 1 WHERE id = $2",
        params![household, neighbour.account.unwrap()],
    )
    .await;
    deliver(&neighbour, &measure).await.refused(403, "support.own_household");
}

#[tokio::test]
async fn of_two_helpers_at_once_one_is_left_and_both_are_on_record() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let one = town.staff(Role::CommunityWorker, "north").await;
    let two = town.staff(Role::StreetOfficer, "site").await;
    let (first, second) = (one.account.unwrap(), two.account.unwrap());
    let (a, b) = tokio::join!(assign(&one, household, first), assign(&two, household, second));
    assert!(a.status == 201 || a.status == 409, "{:#}", a.body);
    assert!(b.status == 201 || b.status == 409, "{:#}", b.body);
    assert_eq!(town.count("helper WHERE ended_at IS NULL").await, 1);
    let kept = i64::from(a.status == 201) + i64::from(b.status == 201);
    assert_eq!(town.count("helper").await, kept);
}

#[tokio::test]
async fn the_same_request_twice_is_one_helper() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let key = town.id();
    let path = format!("/households/{household}/helper");
    let body = json!({ "account_id": worker.account });
    let first = worker.post_keyed(&path, key, body.clone()).await;
    let again = worker.post_keyed(&path, key, body.clone()).await;
    assert_eq!((first.status, &first.bytes), (201, &again.bytes));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    worker.post(&path, body).await.refused(409, "support.same_helper");
    assert_eq!(town.count("helper").await, 1);
}

#[tokio::test]
async fn what_is_done_for_a_household_is_not_found_from_beside() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let (plan_id, measure) = (open_plan(&worker, household).await, plan(&worker, household).await);
    let reads = [
        format!("/households/{household}/helpers"),
        format!("/support-plans/{plan_id}"),
        format!("/measures/{measure}"),
    ];
    for place in ["south", "far"] {
        let other = town.staff(Role::CommunityWorker, place).await;
        for path in &reads {
            other.get(path).await.refused(404, "request.not_found");
        }
        deliver(&other, &measure).await.refused(404, "request.not_found");
        let said = assign(&other, household, other.account.unwrap()).await;
        said.refused(404, "request.not_found");
        assert_eq!(total(&other, "/measures").await, 0);
        assert_eq!(total(&other, "/support-plans").await, 0);
    }
}

#[tokio::test]
async fn who_read_what_is_done_for_a_household_stands_in_its_access_log() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let measure = plan(&worker, household).await;
    worker.get(&format!("/measures/{measure}")).await.ok();
    let resident = town.resident(household).await;
    let log = resident.get("/me/household/access-log").await.ok();
    let seen: Vec<&Value> =
        log["items"].as_array().unwrap().iter().map(|line| &line["action"]).collect();
    assert_eq!(seen, ["support.read", "measure.plan"]);
    assert_eq!(log["items"][0]["what"], "查看了您家的帮扶情况");
}
