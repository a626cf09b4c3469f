//! Residents sign in with a code from the household card (AUTHN-5).

use entity::account::AccountKind;
use entity::appointment::Role;
use entity::id::HouseholdId;
use serde_json::json;
use xinju::auth::activation;
use xinju::auth::activation_code::ActivationCode;
use xinju::params;

use crate::town::{Said, Town};

const DAY_MS: i64 = 86_400_000;

async fn card(town: &Town, household: HouseholdId) -> ActivationCode {
    activation::print(&town.app, household).await.unwrap().0
}

async fn activate(town: &Town, code: &str) -> Said {
    let body = json!({ "code": code });
    town.stranger().send("POST", "/auth/activations", Some(body), &[]).await
}

fn some_code(number: u8) -> String {
    ActivationCode::from_random([number; 16]).printed()
}

#[tokio::test]
async fn a_card_opens_the_households_account_once() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let code = card(&town, household).await;
    let said = activate(&town, &code.printed()).await;
    assert_eq!(said.status, 201);
    let given = said.ok();
    let me = town.bearer(given["access_token"].as_str().unwrap()).get("/me").await.ok();
    assert_eq!(me["household_id"], household.to_string());
    assert_eq!(me["kind"], AccountKind::Resident.code());
    assert_eq!(me["display_name"], "张*明");
    activate(&town, &code.printed()).await.refused(401, "auth.code_refused");
    assert_eq!(town.count("audit WHERE action = 'activation.use'").await, 1);
}

#[tokio::test]
async fn a_code_may_be_typed_in_any_form() {
    let town = Town::start().await;
    let code = card(&town, town.household("north/1/u1").await).await.canonical();
    let typed: String = code.to_lowercase().replace('0', "o").replace('1', "l");
    let typed = format!(" {} {} ", &typed[..6], &typed[6..]);
    activate(&town, &typed).await.ok();
}

#[tokio::test]
async fn a_second_card_opens_another_session_of_the_same_account() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let first = activate(&town, &card(&town, household).await.printed()).await.ok();
    let second = activate(&town, &card(&town, household).await.printed()).await.ok();
    assert_eq!(first["account_id"], second["account_id"]);
    assert_ne!(first["session_id"], second["session_id"]);
    town.bearer(first["access_token"].as_str().unwrap()).get("/me").await.ok();
}

#[tokio::test]
async fn a_new_card_makes_the_old_one_void() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let (old, new) = (card(&town, household).await, card(&town, household).await);
    activate(&town, &old.printed()).await.refused(401, "auth.code_refused");
    activate(&town, &new.printed()).await.ok();
}

#[tokio::test]
async fn a_card_ends_after_fourteen_days() {
    let town = Town::start().await;
    let late = card(&town, town.household("north/1/u1").await).await;
    let in_time = card(&town, town.household("north/1/u1").await).await;
    town.clock.advance_ms(14 * DAY_MS - 1);
    activate(&town, &in_time.printed()).await.ok();
    town.clock.advance_ms(1);
    activate(&town, &late.printed()).await.refused(401, "auth.code_refused");
}

#[tokio::test]
async fn a_slip_of_the_finger_is_no_try_and_five_wrong_codes_bring_a_pause() {
    let town = Town::start().await;
    let code = card(&town, town.household("north/1/u1").await).await;
    for slip in ["7KQ4", "7KQ4-M2XW-9TRH-77", "7KQ4*M2XW-9TR", "000000000001"] {
        let said = activate(&town, slip).await;
        assert_eq!(said.status, 422, "{slip}");
        assert_eq!(said.body["errors"][0]["pointer"], "/code");
    }
    for number in 1..=5 {
        activate(&town, &some_code(number)).await.refused(401, "auth.code_refused");
    }
    activate(&town, &code.printed()).await.refused(429, "auth.paused");
    town.clock.advance_ms(30_000);
    activate(&town, &code.printed()).await.ok();
}

#[tokio::test]
async fn of_two_phones_with_one_code_only_one_gets_in() {
    let town = Town::start().await;
    let code = card(&town, town.household("north/1/u1").await).await.printed();
    let (one, two) = tokio::join!(activate(&town, &code), activate(&town, &code));
    let mut seen = [one.status, two.status];
    seen.sort_unstable();
    assert_eq!(seen, [201, 401]);
    assert_eq!(town.count("session").await, 1);
    assert_eq!(town.count("account").await, 1);
}

#[tokio::test]
async fn the_database_holds_no_code() {
    let town = Town::start().await;
    let code = card(&town, town.household("north/1/u1").await).await.canonical();
    let kept = format!("activation WHERE code_index LIKE '%{code}%'");
    assert_eq!(town.count(&kept).await, 0);
    assert_eq!(town.count("activation").await, 1);
}

#[tokio::test]
async fn a_disabled_household_is_not_reopened_by_a_card() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let given = activate(&town, &card(&town, household).await.printed()).await.ok();
    town.sql("UPDATE account SET state = 'disabled' WHERE kind = 'resident'", vec![]).await;
    activate(&town, &card(&town, household).await.printed()).await.refused(401, "auth.disabled");
    town.clock.advance_ms(2_000);
    let token = given["access_token"].as_str().unwrap();
    town.bearer(token).get("/me").await.refused(401, "auth.sign_in");
}

#[tokio::test]
async fn a_household_that_left_cannot_use_its_card() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let code = card(&town, household).await;
    town.sql("UPDATE household SET state = 'left' WHERE id = $1", params![household]).await;
    activate(&town, &code.printed()).await.refused(401, "auth.code_refused");
}

#[tokio::test]
async fn a_resident_has_no_password_to_change() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let body = json!({ "old_password": "a", "new_password": "b" });
    resident.post("/me/password", body).await.refused(409, "auth.no_password");
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let body = json!({ "old_password": "a", "new_password": "b" });
    worker.post("/me/password", body).await.refused(409, "auth.no_password");
}

#[tokio::test]
async fn a_household_sees_each_use_of_its_card() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let mut last = String::new();
    for _ in 0..2 {
        let given = activate(&town, &card(&town, household).await.printed()).await.ok();
        last = given["access_token"].as_str().unwrap().to_owned();
    }
    let phone = town.bearer(last);
    let inbox = phone.get("/me/inbox").await.ok();
    let items = inbox["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    for item in items {
        assert_eq!(
            (&item["kind"], &item["title"]),
            (&json!("notice"), &json!("有手机用户卡登录了"))
        );
    }
    let log = phone.get("/me/household/access-log").await.ok();
    let uses = log["items"].as_array().unwrap().iter();
    let uses: Vec<_> = uses.filter(|line| line["action"] == "activation.use").collect();
    assert_eq!(uses.len(), 2);
    assert_eq!(uses[0]["what"], "用户卡上的开通码登录了您家的账号");
}
