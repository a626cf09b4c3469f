//! The short way of a service: accepted, answered, rated.

use entity::appointment::Role;
use serde_json::json;

use super::*;
use crate::town::Town;

#[tokio::test]
async fn a_service_is_accepted_answered_and_rated_without_a_chain() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    for kind in ["consultation", "address_change", "member_change", "employment_change"] {
        let id = declare_kind(&resident, kind).await;
        let seen = read(&resident, &id).await.ok();
        assert_eq!(seen["declaration"]["track"], "service");
        assert!(seen["declaration"].get("chain_due_at").is_none(), "{kind}");
        let accepted = accept(&worker, &id).await.ok();
        assert_eq!(accepted["due_at"], "2026-03-09T16:00:00.000Z");
        let next = read(&resident, &id).await.ok()["next"]["sentence"].clone();
        assert_eq!(next, "接下来由社区（north）的工作人员给出答复，最晚3月9日。");
        let mine = read(&worker, &id).await.ok()["actions"].clone();
        assert_eq!(mine, json!(["answer", "return", "refer", "refuse"]), "{kind}");
        answer(&worker, &id).await.ok();
        assert_eq!(rate(&resident, &id, "solved").await.ok()["state"], "closed");
    }
    assert_eq!(list(&worker, "?track=service").await.len(), 4);
    assert!(list(&worker, "?track=monitoring").await.is_empty());
}

#[tokio::test]
async fn a_service_that_was_not_solved_goes_up_to_the_county_and_ends_there() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let id = declare_kind(&resident, "consultation").await;
    let desks = [
        (Role::CommunityWorker, "north", "site"),
        (Role::StreetOfficer, "site", "county"),
        (Role::CountyOfficer, "", "county"),
    ];
    for (role, place, then) in desks {
        let desk = town.staff(role, place).await;
        accept(&desk, &id).await.ok();
        answer(&desk, &id).await.ok();
        assert_eq!(rate(&resident, &id, "not_solved").await.ok()["level"], then);
    }
    let seen = read(&resident, &id).await.ok();
    assert_eq!(seen["declaration"]["state"], "closed");
    assert_eq!(seen["timeline"].as_array().unwrap().len(), 10);
    let county = town.staff(Role::CountyOfficer, "").await;
    let path = format!("/declarations/{id}/reclassification");
    county.post(&path, json!({ "words": "改。" })).await.refused(409, "declaration.not_now");
}
