//! The rule: what the worker proposes by it, what a trial says before, and that versions stay.

use entity::appointment::Role;
use serde_json::json;

use super::{body, colour_of, compute, confirm, draft, propose, reject};
use crate::declaration::declare;
use crate::support::{ids, total};
use crate::town::Town;

#[tokio::test]
async fn a_trial_lists_who_would_change_and_the_worker_proposes_the_same_afterwards() {
    let town = Town::start().await;
    let (home, quiet) = (town.household("north/1/u1").await, town.household("north/1/u2").await);
    declare(&town.resident(home).await).await;
    let county = town.staff(Role::CountyOfficer, "").await;
    let rule = draft(&county).await;
    let path = format!("/colour-rules/{rule}/trial");
    let trial = county.get(&path).await.ok();
    let households = trial["households"].as_i64().unwrap();
    let moved: i64 =
        trial["moves"].as_array().unwrap().iter().map(|one| one["count"].as_i64().unwrap()).sum();
    assert_eq!(moved + trial["unchanged"].as_i64().unwrap(), households);
    let would: Vec<_> = trial["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["household_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(would, [home.to_string()], "{trial:#}");
    assert_eq!(town.count("colour_result").await, 0);
    let adoption = json!({ "version": 1 });
    county.post(&format!("/colour-rules/{rule}/adoption"), adoption.clone()).await.ok();
    compute(&town).await;
    let proposed = "/colour-results?state=proposed";
    assert_eq!(ids(&county, proposed, "household_id").await, would);
    let page = county.get(proposed).await.ok();
    let sentence = page["items"][0]["sentence"].as_str().unwrap();
    assert!(sentence.contains("40") && sentence.contains("黄"), "{sentence}");
    assert_eq!(colour_of(&county, home).await, "green");
    assert_eq!(colour_of(&county, quiet).await, "green");
}

#[tokio::test]
async fn computing_twice_proposes_once_and_a_decided_result_keeps_its_inputs() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    let county = town.staff(Role::CountyOfficer, "").await;
    let rule = draft(&county).await;
    county.post(&format!("/colour-rules/{rule}/adoption"), json!({ "version": 1 })).await.ok();
    let resident = town.resident(home).await;
    let declaration = declare(&resident).await;
    compute(&town).await;
    compute(&town).await;
    assert_eq!(town.count("colour_result").await, 1);
    let id = ids(&county, "/colour-results?state=proposed", "result_id").await.remove(0);
    confirm(&county, &id).await.ok();
    assert_eq!(colour_of(&county, home).await, "yellow");
    resident.post(&format!("/declarations/{declaration}/withdrawal"), json!({})).await.ok();
    let detail = county.get(&format!("/colour-results/{id}")).await.ok();
    assert_eq!(detail["inputs"]["open_declarations"], 1);
    compute(&town).await;
    let page = county.get("/colour-results?state=proposed").await.ok();
    assert_eq!(page["items"][0]["colour"], "green", "{page:#}");
    assert_eq!(total(&county, &format!("/households/{home}/colours")).await, 2);
}

#[tokio::test]
async fn what_was_rejected_is_not_proposed_again_until_something_changes() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    let county = town.staff(Role::CountyOfficer, "").await;
    let rule = draft(&county).await;
    county.post(&format!("/colour-rules/{rule}/adoption"), json!({ "version": 1 })).await.ok();
    declare(&town.resident(home).await).await;
    compute(&town).await;
    let id = ids(&county, "/colour-results?state=proposed", "result_id").await.remove(0);
    reject(&county, &id).await.ok();
    compute(&town).await;
    assert_eq!(total(&county, "/colour-results?state=proposed").await, 0);
}

#[tokio::test]
async fn an_adopted_version_never_changes_and_the_next_retires_it() {
    let town = Town::start().await;
    let county = town.staff(Role::CountyOfficer, "").await;
    let rule = draft(&county).await;
    let path = format!("/colour-rules/{rule}");
    let etag = county.get(&path).await.etag();
    county.patch(&path, &etag, json!({ "name": "2026年规则（修订）" })).await.ok();
    let stale = county.post(&format!("{path}/adoption"), json!({ "version": 1 })).await;
    stale.refused(409, "colour.rule_changed");
    county.post(&format!("{path}/adoption"), json!({ "version": 2 })).await.ok();
    let etag = county.get(&path).await.etag();
    let change = county.patch(&path, &etag, json!({ "name": "再改" })).await;
    change.refused(409, "colour.not_draft");
    let next = draft(&county).await;
    county.post(&format!("/colour-rules/{next}/adoption"), json!({ "version": 1 })).await.ok();
    assert_eq!(county.get(&path).await.ok()["state"], "retired");
    assert_eq!(ids(&county, "/colour-rules?state=adopted", "rule_id").await, [next]);
}

#[tokio::test]
async fn a_senseless_rule_is_refused_with_all_that_is_wrong() {
    let town = Town::start().await;
    let county = town.staff(Role::CountyOfficer, "").await;
    let mut senseless = body();
    senseless["red_from"] = json!(20);
    senseless["indicators"][1] = senseless["indicators"][0].clone();
    senseless["guards"] = json!([{ "indicator": "monitored", "at_least": "green" }]);
    let rule = json!({
        "node_id": town.node("site"), "name": "规则", "source": "文件", "body": senseless,
    });
    let said = county.post("/colour-rules", rule).await;
    assert_eq!(said.status, 422, "{:#}", said.body);
    let pointers: Vec<_> =
        said.body["errors"].as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
    assert!(pointers.len() >= 4, "{pointers:?}");
    assert_eq!(town.count("colour_rule").await, 0);
}

#[tokio::test]
async fn an_officers_proposal_outlives_the_worker() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let id = propose(&street, home, "red").await.id("result_id");
    compute(&town).await;
    let page = street.get("/colour-results?state=proposed").await.ok();
    assert_eq!(page["items"][0]["result_id"], id.as_str(), "{page:#}");
}
