//! Whose phones may read about a household: nobody who left it keeps reading.

use entity::appointment::Role;
use entity::id::{HouseholdId, PersonId};
use serde_json::{Value, json};
use xinju::auth::activation;

use crate::town::{Actor, Said, Somebody, Town};

async fn card(town: &Town, household: HouseholdId) -> String {
    activation::print(&town.app, household).await.unwrap().0.printed()
}

async fn activate(town: &Town, code: &str) -> Said {
    let body = json!({ "code": code });
    town.stranger().send("POST", "/auth/activations", Some(body), &[]).await
}

/// A phone of the household and its refresh token.
async fn phone(town: &Town, household: HouseholdId) -> (Actor<'_>, String) {
    let given: Value = activate(town, &card(town, household).await).await.ok();
    let refresh = given["refresh_token"].as_str().unwrap().to_owned();
    let phone = town.bearer(given["access_token"].as_str().unwrap());
    phone.get("/me/household").await.ok();
    (phone, refresh)
}

async fn family(town: &Town) -> (HouseholdId, PersonId) {
    let household = town.household("north/1/u1").await;
    let son = Somebody { name: "张大宝", relation: "child", ..Somebody::default() };
    (household, town.person(household, son).await)
}

/// Fails unless the phones are out, and a card printed before as well; a new card opens the household.
async fn is_shut_out(
    town: &Town,
    household: HouseholdId,
    (phone, refresh): (Actor<'_>, String),
    code: &str,
) {
    phone.get("/me/household").await.refused(401, "auth.sign_in");
    let body = json!({ "refresh_token": refresh });
    let again = town.stranger().send("POST", "/auth/sessions/refresh", Some(body), &[]).await;
    again.refused(401, "auth.session_over");
    activate(town, code).await.refused(401, "auth.code_refused");
    assert_eq!(town.count("session WHERE end_reason = 'household'").await, 1);
    self::phone(town, household).await;
}

#[tokio::test]
async fn who_splits_off_reads_no_more_of_the_old_household() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let (household, son) = family(&town).await;
    let (before, code) = (phone(&town, household).await, card(&town, household).await);
    let split = json!({ "number": "F002", "node_id": town.node("north/2/u1"), "room": "101",
        "members": [{ "person_id": son, "relation": "head" }] });
    worker.post(&format!("/households/{household}/split"), split).await.ok();
    is_shut_out(&town, household, before, &code).await;
}

#[tokio::test]
async fn a_member_who_goes_reads_no_more() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let (household, son) = family(&town).await;
    let (before, code) = (phone(&town, household).await, card(&town, household).await);
    let path = format!("/persons/{son}/departure");
    worker.post(&path, json!({ "kind": "left" })).await.ok();
    is_shut_out(&town, household, before, &code).await;
}

#[tokio::test]
async fn a_household_that_ends_has_no_phones() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let (leaving, merging) = (family(&town).await.0, town.household("north/1/u2").await);
    let into = town.household("north/2/u1").await;
    let (one, two) = (phone(&town, leaving).await, phone(&town, merging).await);
    let path = format!("/households/{leaving}/departure");
    worker.post(&path, json!({ "reason": "返乡" })).await.ok();
    let found = worker.get(&format!("/households/{merging}")).await.ok();
    let member = &found["members"][0]["person_id"];
    let body =
        json!({ "into_id": into, "members": [{ "person_id": member, "relation": "other" }] });
    worker.post(&format!("/households/{merging}/merge"), body).await.ok();
    for (phone, _) in [one, two] {
        phone.get("/me").await.refused(401, "auth.sign_in");
    }
    assert_eq!(town.count("session WHERE end_reason = 'household'").await, 2);
    assert_eq!(town.count("account WHERE kind = 'resident' AND state = 'active'").await, 0);
}

#[tokio::test]
async fn a_new_card_signs_out_all_phones_when_asked_to() {
    let town = Town::start().await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let household = town.household("north/1/u1").await;
    let (phone, refresh) = phone(&town, household).await;
    let path = format!("/households/{household}/card");
    assert_eq!(head.get(&path).await.status, 200);
    phone.get("/me/household").await.ok();
    let code = card(&town, household).await;
    assert_eq!(head.get(&format!("{path}?end_sessions=true")).await.status, 200);
    is_shut_out(&town, household, (phone, refresh), &code).await;
}
