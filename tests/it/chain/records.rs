//! Records: also of households that came with the roster, and what removing a risk asks for.

use serde_json::json;
use xinju::params;

use super::whole::earn;
use super::*;
use crate::support::{deliver, plan, work};
use crate::town::Somebody;

#[tokio::test]
async fn a_household_whose_category_came_with_the_roster_gets_a_record_once() {
    let town = Town::start().await;
    let (household, _) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    town.sql("UPDATE household SET monitoring = 'unstable' WHERE id = $1", params![household])
        .await;
    work(&town, "monitoring.keep").await;
    work(&town, "monitoring.keep").await;
    let listed = desks.worker.get("/monitoring-records?include_total=true").await.ok();
    assert_eq!((&listed["total"], &listed["items"][0]["source"]), (&json!(1), &json!("register")));
    // What a later roster says does not undo it.
    town.sql("UPDATE household SET monitoring = 'none' WHERE id = $1", params![household]).await;
    work(&town, "monitoring.keep").await;
    assert_eq!(town.count("household WHERE monitoring = 'unstable'").await, 1);
    let id = listed["items"][0]["record_id"].as_str().unwrap();
    let path = format!("/monitoring-records/{id}/removal");
    let words = json!({ "words": "收入稳定。" });
    let refused = desks.county.post(&path, words.clone()).await;
    refused.refused(409, "declaration.risk_remains");
    let measure = plan(&desks.worker, household).await;
    deliver(&desks.worker, &measure).await.ok();
    earn(&town, household, 1_000_100).await;
    town.clock.advance_ms(190 * DAY_MS);
    desks.county.post(&path, words.clone()).await.ok();
    desks.county.post(&path, words).await.refused(409, "monitoring.removed");
    work(&town, "monitoring.keep").await;
    assert_eq!(town.count("household WHERE monitoring <> 'none'").await, 0);
}

#[tokio::test]
async fn exactly_the_unmet_conditions_are_listed_and_no_labour_means_no_removal() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let desks = Desks::gather(&town).await;
    let id = desks.supported(&town, &resident).await;
    town.sql(
        "UPDATE person SET labour_capacity = 'none' WHERE household_id = $1",
        params![household],
    )
    .await;
    let measure = plan(&desks.worker, household).await;
    deliver(&desks.worker, &measure).await.ok();
    // Exactly the line is not above it.
    earn(&town, household, 1_000_000).await;
    town.clock.advance_ms(200 * DAY_MS);
    let path = format!("/declarations/{id}/removal-conditions");
    let shown = desks.worker.get(&path).await.ok();
    let unmet: Vec<_> = shown["conditions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["is_met"] == json!(false))
        .map(|check| check["condition"].as_str().unwrap())
        .collect();
    assert_eq!(unmet, ["income_above_line", "has_labour_capacity"]);
    let refused = remove_risk(&desks.county, &id).await;
    assert_eq!(refused.status, 409);
    let detail = refused.body["detail"].as_str().unwrap();
    assert!(detail.contains("income_above_line, has_labour_capacity"), "{detail}");
    town.person(household, Somebody { name: "李四", relation: "child", ..Somebody::default() })
        .await;
    earn(&town, household, 1_000_200).await;
    remove_risk(&desks.county, &id).await.ok();
}

#[tokio::test]
async fn a_record_is_seen_in_its_area_only_and_its_category_is_not_edited_past_the_county() {
    let town = Town::start().await;
    let (household, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    desks.supported(&town, &resident).await;
    let listed = desks.street.get("/monitoring-records?category=marginal").await.ok();
    let id = listed["items"][0]["record_id"].as_str().unwrap().to_owned();
    let south = town.staff(Role::CommunityWorker, "south").await;
    south.get(&format!("/monitoring-records/{id}")).await.refused(404, "request.not_found");
    assert!(south.get("/monitoring-records").await.ok()["items"].as_array().unwrap().is_empty());
    let path = format!("/households/{household}");
    let etag = desks.worker.get(&path).await.etag();
    let said = desks.worker.patch(&path, &etag, json!({ "monitoring": "none" })).await;
    said.refused(409, "households.monitored");
}
