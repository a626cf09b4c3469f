//! Refresh tokens (TOK-2): single use, forgiving a lost reply, merciless with a copy.

use entity::appointment::Role;
use serde_json::{Value, json};

use crate::auth::{PASSWORD, member, sign_in};
use crate::town::{Said, Town};

const DAY_MS: i64 = 86_400_000;

async fn start(town: &Town) -> Value {
    let (login, _) = member(town, Role::Volunteer, "north").await;
    sign_in(town, &login, PASSWORD).await.ok()
}

async fn refresh(town: &Town, token: &str) -> Said {
    let body = json!({ "refresh_token": token });
    town.stranger().send("POST", "/auth/sessions/refresh", Some(body), &[]).await
}

fn token(given: &Value) -> String {
    given["refresh_token"].as_str().unwrap().to_owned()
}

async fn lives(town: &Town, given: &Value) -> u16 {
    town.bearer(given["access_token"].as_str().unwrap()).get("/me").await.status
}

#[tokio::test]
async fn a_session_goes_on_from_token_to_token() {
    let town = Town::start().await;
    let mut given = start(&town).await;
    let session = given["session_id"].clone();
    for _ in 0..3 {
        town.clock.advance_ms(16 * 60_000);
        assert_eq!(lives(&town, &given).await, 401);
        let next = refresh(&town, &token(&given)).await.ok();
        assert_ne!(token(&next), token(&given));
        assert_eq!(next["session_id"], session);
        assert_eq!(lives(&town, &next).await, 200);
        given = next;
    }
}

#[tokio::test]
async fn a_repeat_after_a_lost_reply_is_forgiven() {
    let town = Town::start().await;
    let first = start(&town).await;
    let lost = refresh(&town, &token(&first)).await.ok();
    let second = refresh(&town, &token(&first)).await.ok();
    let third = refresh(&town, &token(&first)).await.ok();
    assert_ne!(token(&lost), token(&second));
    refresh(&town, &token(&third)).await.ok();
    assert_eq!(town.count("session WHERE ended_at IS NULL AND device IS NULL").await, 2);
}

#[tokio::test]
async fn a_reply_that_arrives_late_is_as_good_as_its_successor() {
    let town = Town::start().await;
    let first = start(&town).await;
    let late = refresh(&town, &token(&first)).await.ok();
    refresh(&town, &token(&first)).await.ok();
    let next = refresh(&town, &token(&late)).await.ok();
    assert_eq!(lives(&town, &next).await, 200);
}

#[tokio::test]
async fn a_spent_token_ends_the_session() {
    let town = Town::start().await;
    let first = start(&town).await;
    let second = refresh(&town, &token(&first)).await.ok();
    let third = refresh(&town, &token(&second)).await.ok();
    assert_eq!(lives(&town, &third).await, 200);
    refresh(&town, &token(&first)).await.refused(401, "auth.session_over");
    assert_eq!(lives(&town, &third).await, 401);
    refresh(&town, &token(&third)).await.refused(401, "auth.session_over");
    assert_eq!(town.count("session WHERE end_reason = 'reuse'").await, 1);
    assert_eq!(town.count("audit WHERE action = 'session.reuse'").await, 1);
}

#[tokio::test]
async fn a_thief_who_is_first_is_found_out_by_the_owner() {
    let town = Town::start().await;
    let first = start(&town).await;
    let owners = refresh(&town, &token(&first)).await.ok();
    let thiefs = refresh(&town, &token(&first)).await.ok();
    let thiefs = refresh(&town, &token(&thiefs)).await.ok();
    assert_eq!(lives(&town, &thiefs).await, 200);
    refresh(&town, &token(&owners)).await.refused(401, "auth.session_over");
    assert_eq!(lives(&town, &thiefs).await, 401);
}

/// A phone that goes on from a card.
async fn card(town: &Town) -> Value {
    let household = town.household("north/1/u1").await;
    let code = xinju::auth::activation::print(&town.app, household).await.unwrap().0.printed();
    let body = json!({ "code": code });
    town.stranger().send("POST", "/auth/activations", Some(body), &[]).await.ok()
}

#[tokio::test]
async fn two_holders_who_refresh_in_turn_are_found_out() {
    let town = Town::start().await;
    let first = card(&town).await;
    let owners = refresh(&town, &token(&first)).await.ok();
    let thiefs = refresh(&town, &token(&first)).await.ok();
    town.clock.advance_ms(16 * 60_000);
    refresh(&town, &token(&owners)).await.refused(401, "auth.session_over");
    refresh(&town, &token(&thiefs)).await.refused(401, "auth.session_over");
    assert_eq!(town.count("session WHERE end_reason = 'reuse'").await, 1);
    assert_eq!(town.count("push WHERE kind = 'notice' AND title = '一部手机已退出登录'").await, 1);
}

#[tokio::test]
async fn a_thief_who_pretends_a_lost_reply_is_found_out_by_the_owner() {
    let town = Town::start().await;
    let first = start(&town).await;
    let owners = refresh(&town, &token(&first)).await.ok();
    town.clock.advance_ms(DAY_MS);
    let thiefs = refresh(&town, &token(&first)).await.ok();
    town.clock.advance_ms(61_000);
    refresh(&town, &token(&owners)).await.refused(401, "auth.session_over");
    assert_eq!(lives(&town, &thiefs).await, 401);
}

#[tokio::test]
async fn a_replaced_token_is_forgiven_for_a_moment_only() {
    let town = Town::with(|config| config.auth.refresh_grace_s = 10).await;
    for (wait_ms, status) in [(10_000, 200), (10_001, 401)] {
        let first = start(&town).await;
        let late = refresh(&town, &token(&first)).await.ok();
        refresh(&town, &token(&first)).await.ok();
        town.clock.advance_ms(wait_ms);
        assert_eq!(refresh(&town, &token(&late)).await.status, status);
    }
}

#[tokio::test]
async fn a_phone_without_signal_for_days_is_not_locked_out() {
    let town = Town::start().await;
    let first = start(&town).await;
    refresh(&town, &token(&first)).await.ok();
    for _ in 0..3 {
        town.clock.advance_ms(5 * DAY_MS);
        refresh(&town, &token(&first)).await.ok();
    }
    let given = refresh(&town, &token(&first)).await.ok();
    assert_eq!(lives(&town, &given).await, 200);
    town.clock.advance_ms(15 * DAY_MS + 1);
    refresh(&town, &token(&first)).await.refused(401, "auth.session_over");
}

#[tokio::test]
async fn two_refreshes_at_once_both_go_on() {
    let town = Town::start().await;
    let first = token(&start(&town).await);
    let (one, two, three) =
        tokio::join!(refresh(&town, &first), refresh(&town, &first), refresh(&town, &first));
    let all = [one.ok(), two.ok(), three.ok()];
    assert_eq!(town.count("refresh_token WHERE used_at IS NULL").await, 1);
    for given in &all {
        assert_eq!(lives(&town, given).await, 200);
    }
    refresh(&town, &token(&all[0])).await.ok();
}

#[tokio::test]
async fn an_idle_session_ends_and_a_busy_one_slides_up_to_the_longest() {
    let town = Town::with(|config| {
        config.auth.refresh_days = 30;
        config.auth.session_days_max = 40;
    })
    .await;
    let (idle, busy) = (start(&town).await, start(&town).await);
    town.clock.advance_ms(29 * DAY_MS);
    let busy = refresh(&town, &token(&busy)).await.ok();
    town.clock.advance_ms(DAY_MS);
    refresh(&town, &token(&idle)).await.refused(401, "auth.session_over");
    let busy = refresh(&town, &token(&busy)).await.ok();
    town.clock.advance_ms(10 * DAY_MS);
    refresh(&town, &token(&busy)).await.refused(401, "auth.session_over");
}

#[tokio::test]
async fn an_unknown_token_and_an_ended_session_are_refused() {
    let town = Town::start().await;
    refresh(&town, "never-issued").await.refused(401, "auth.session_over");
    let given = start(&town).await;
    let actor = town.bearer(given["access_token"].as_str().unwrap());
    assert_eq!(actor.delete("/auth/sessions/current").await.status, 204);
    refresh(&town, &token(&given)).await.refused(401, "auth.session_over");
}

#[tokio::test]
async fn the_database_holds_no_refresh_token() {
    let town = Town::start().await;
    let given = start(&town).await;
    let kept = format!("refresh_token WHERE hash = '{}'", token(&given));
    assert_eq!(town.count(&kept).await, 0);
}
