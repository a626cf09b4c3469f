//! Deciding on colours: two people for each change, red cleared by the county, and nothing twice.

use entity::appointment::Role;
use serde_json::json;
use xinju::params;

use super::{colour_of, confirm, propose, reject};
use crate::support::{assign, told, total};
use crate::town::{Somebody, Town};

#[tokio::test]
async fn one_officer_proposes_in_words_and_another_confirms() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let other = town.staff(Role::StreetOfficer, "site").await;
    let proposed = propose(&street, household, "yellow").await;
    assert_eq!(proposed.status, 201, "{:#}", proposed.body);
    assert_eq!(proposed.body["colour_word"], "黄");
    assert_eq!(proposed.body["colour_shape"], "diamond");
    assert_eq!(colour_of(&street, household).await, "green");
    let id = proposed.id("result_id");
    confirm(&street, &id).await.refused(403, "colour.own_proposal");
    propose(&other, household, "red").await.refused(409, "colour.proposal_open");
    assert_eq!(confirm(&other, &id).await.ok()["state"], "confirmed");
    assert_eq!(colour_of(&street, household).await, "yellow");
    confirm(&other, &id).await.refused(409, "colour.decided");
    let detail = street.get(&format!("/colour-results/{id}")).await.ok();
    assert_eq!(detail["words"], "户主住院，家里没有收入。");
    assert_eq!(detail["decision_words"], "情况属实。");
    propose(&street, household, "yellow").await.refused(409, "colour.unchanged");
}

#[tokio::test]
async fn red_is_cleared_by_the_county_only() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let other = town.staff(Role::StreetOfficer, "site").await;
    let county = town.staff(Role::CountyOfficer, "").await;
    let red = propose(&street, household, "red").await.id("result_id");
    confirm(&other, &red).await.ok();
    let better = propose(&street, household, "green").await.id("result_id");
    confirm(&other, &better).await.refused(403, "colour.county_only");
    assert_eq!(colour_of(&street, household).await, "red");
    confirm(&county, &better).await.ok();
    assert_eq!(colour_of(&street, household).await, "green");
}

#[tokio::test]
async fn the_database_too_lets_nobody_else_clear_red() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let other = town.staff(Role::StreetOfficer, "site").await;
    let red = propose(&street, household, "red").await.id("result_id");
    confirm(&other, &red).await.ok();
    let better = propose(&street, household, "green").await.id("result_id");
    let sql = "UPDATE colour_result SET state = 'confirmed', decided_by = $2, \
        decided_role = 'street_officer', decided_at = 1 WHERE id = $1";
    let values = params![better.parse::<uuid::Uuid>().unwrap(), other.account.unwrap()];
    town.try_sql(sql, values).await.unwrap_err();
    assert_eq!(town.count("colour_result WHERE state = 'confirmed'").await, 1);
}

#[tokio::test]
async fn a_rejected_colour_changes_nothing_and_stays_on_record() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let other = town.staff(Role::StreetOfficer, "site").await;
    let id = propose(&street, household, "red").await.id("result_id");
    assert_eq!(reject(&other, &id).await.ok()["state"], "rejected");
    assert_eq!(colour_of(&street, household).await, "green");
    let path = format!("/households/{household}/colours");
    let page = street.get(&path).await.ok();
    assert_eq!(page["items"][0]["result_id"], id.as_str());
    assert_eq!(page["items"][0]["colour_before_word"], "绿");
    assert_eq!(total(&street, &path).await, 1);
}

#[tokio::test]
async fn two_officers_at_once_decide_once() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let one = town.staff(Role::StreetOfficer, "site").await;
    let two = town.staff(Role::CountyOfficer, "").await;
    let id = propose(&street, household, "yellow").await.id("result_id");
    let (a, b) = tokio::join!(confirm(&one, &id), reject(&two, &id));
    let won = [&a, &b].iter().filter(|said| said.status == 200).count();
    assert_eq!(won, 1, "{:#} {:#}", a.body, b.body);
    let lost = if a.status == 200 { &b } else { &a };
    lost.refused(409, "colour.decided");
    let expected = if a.status == 200 { "yellow" } else { "green" };
    assert_eq!(colour_of(&street, household).await, expected);
}

#[tokio::test]
async fn of_many_each_is_answered_by_itself_and_what_lies_outside_does_not_exist() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    let red_home = town.household("north/1/u2").await;
    let far = town.household("far/1/u1").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let other = town.staff(Role::StreetOfficer, "site").await;
    let elsewhere = town.staff(Role::StreetOfficer, "other").await;
    let made_red = propose(&street, red_home, "red").await.id("result_id");
    confirm(&other, &made_red).await.ok();
    let plain = propose(&street, home, "yellow").await.id("result_id");
    let clearing = propose(&street, red_home, "green").await.id("result_id");
    let outside = propose(&elsewhere, far, "yellow").await.id("result_id");
    let body = json!({ "result_ids": [&outside, &clearing, &plain] });
    let said = other.post("/colour-results/confirmations", body).await.ok();
    assert_eq!(said["confirmed"], 1);
    let code = |id: &str| {
        let mut items = said["items"].as_array().unwrap().iter();
        items.find(|item| item["result_id"] == id).unwrap()["code"].clone()
    };
    assert_eq!(code(&outside), "request.not_found");
    assert_eq!(code(&clearing), "colour.county_only");
    assert!(code(&plain).is_null());
    assert_eq!(colour_of(&street, home).await, "yellow");
    assert_eq!(colour_of(&elsewhere, far).await, "green");
}

#[tokio::test]
async fn nobody_decides_on_their_own_household_and_the_household_sees_no_colour() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let own = town.staff(Role::StreetOfficer, "site").await;
    town.sql(
        "UPDATE account SET household_id = $1, version = version + 1 WHERE id = $2",
        params![household, own.account.unwrap()],
    )
    .await;
    propose(&own, household, "yellow").await.refused(403, "colour.own_household");
    let id = propose(&street, household, "yellow").await.id("result_id");
    confirm(&own, &id).await.refused(403, "colour.own_household");
    town.person(household, Somebody::default()).await;
    let resident = town.resident(household).await;
    resident.get(&format!("/colour-results/{id}")).await.refused(403, "auth.forbidden");
    let shown = resident.get("/me/household").await.ok().to_string();
    assert!(!shown.contains("colour") && !shown.contains("yellow"), "{shown}");
}

#[tokio::test]
async fn the_helper_hears_of_a_new_colour_once() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let county = town.staff(Role::CountyOfficer, "").await;
    assign(&worker, household, worker.account.unwrap()).await.ok();
    let id = propose(&street, household, "yellow").await.id("result_id");
    confirm(&county, &id).await.ok();
    confirm(&county, &id).await.refused(409, "colour.decided");
    let told = told(&town, worker.account.unwrap(), "colour").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("绿") && told[0].contains("黄"), "{told:?}");
}
