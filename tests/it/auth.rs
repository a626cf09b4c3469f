//! Signing in with login and password (AUTHN-1, 3, 4) and what a token is good for (TOK-1).

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use entity::appointment::Role;
use entity::id::AccountId;
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use xinju::params;

use crate::town::{Said, Town};

pub(crate) const PASSWORD: &str = "紫陶灯笼 swims at noon";
const WRONG: &str = "紫陶灯笼 sleeps at noon";

/// The login and the account of somebody who signs in with [`PASSWORD`].
pub(crate) async fn member(town: &Town, role: Role, place: &str) -> (String, AccountId) {
    let account = town.staff(role, place).await.account.unwrap();
    let hash = town.app.passwords.hash(PASSWORD.into()).await.unwrap();
    let login = format!("li.{}", &account.to_string()[24..]);
    town.sql(
        "UPDATE account SET password_hash = $2, password_set_at = $3, login = $4 WHERE id = $1",
        params![account, hash, town.clock.now(), login.clone()],
    )
    .await;
    (login, account)
}

/// Tries to sign in.
pub(crate) async fn sign_in(town: &Town, login: &str, password: &str) -> Said {
    let body = json!({ "login": login, "password": password });
    town.stranger().send("POST", "/auth/sessions", Some(body), &[]).await
}

#[derive(FromQueryResult)]
struct Text {
    text: Option<String>,
}

async fn text(town: &Town, sql: &str) -> String {
    let rows: Vec<Text> = town.rows(sql, vec![]).await;
    rows.into_iter().filter_map(|row| row.text).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_worker_signs_in_and_is_known() {
    let town = Town::start().await;
    let (login, account) = member(&town, Role::CommunityWorker, "north").await;
    let said = sign_in(&town, &format!(" {} ", login.to_uppercase()), PASSWORD).await;
    assert_eq!(said.status, 201);
    assert_eq!(said.header("cache-control"), Some("no-store"));
    let given = said.ok();
    assert_eq!((&given["expires_in_s"], &given["password_due"]), (&json!(900), &json!(false)));
    let me = town.bearer(given["access_token"].as_str().unwrap()).get("/me").await.ok();
    assert_eq!(me["account_id"], account.to_string());
    assert_eq!(town.count("audit WHERE action = 'session.open'").await, 1);
}

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_are_answered_alike() {
    let town = Town::start().await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let (closed, account) = member(&town, Role::Volunteer, "north").await;
    town.sql("UPDATE account SET state = 'disabled' WHERE id = $1", params![account]).await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    assert!(resident.account.is_some());
    let plain = |said: Said| {
        said.refused(401, "auth.wrong");
        let mut body: Value = said.body;
        body.as_object_mut().unwrap().remove("trace_id");
        body
    };
    let wrong = plain(sign_in(&town, &login, WRONG).await);
    for (login, password) in
        [("nobody", WRONG), (&closed, PASSWORD), ("resident-1", ""), ("ㄅ", "x")]
    {
        if password.is_empty() {
            continue;
        }
        assert_eq!(plain(sign_in(&town, login, password).await), wrong);
    }
}

#[tokio::test]
async fn nothing_that_was_typed_is_kept_of_a_refused_attempt() {
    let town = Town::start().await;
    sign_in(&town, "somebodys.login", WRONG).await.refused(401, "auth.wrong");
    assert_eq!(town.count("audit WHERE action = 'session.refuse'").await, 1);
    let kept = text(&town, "SELECT COALESCE(facts, reason) AS text FROM audit").await
        + &text(&town, "SELECT subject AS text FROM throttle").await;
    assert!(!kept.contains("somebodys") && !kept.contains("127.0.0.1"), "{kept}");
}

#[tokio::test]
async fn a_hash_that_was_cheaper_is_made_again_at_sign_in() {
    let town = Town::start().await;
    let (login, account) = member(&town, Role::Volunteer, "north").await;
    let cheap = Params::new(8 * 1024, 1, 1, None).unwrap();
    let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap);
    let cheap = cheap.hash_password(PASSWORD.as_bytes()).unwrap().to_string();
    let set = "UPDATE account SET password_hash = $2 WHERE id = $1";
    town.sql(set, params![account, cheap]).await;
    sign_in(&town, &login, PASSWORD).await.ok();
    let sql = format!("SELECT password_hash AS text FROM account WHERE login = '{login}'");
    let strong = text(&town, &sql).await;
    assert!(strong.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{strong}");
    sign_in(&town, &login, PASSWORD).await.ok();
    assert_eq!(text(&town, &sql).await, strong);
}

#[tokio::test]
async fn wrong_passwords_bring_pauses_that_double_and_survive_a_restart() {
    let mut town = Town::with(|config| config.auth.throttle.account_failures_max = 3).await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    for _ in 0..3 {
        sign_in(&town, &login, WRONG).await.refused(401, "auth.wrong");
    }
    let said = sign_in(&town, &login, PASSWORD).await;
    said.refused(429, "auth.paused");
    assert_eq!(said.header("retry-after"), Some("31"));
    town = town.restarted().await;
    sign_in(&town, &login, PASSWORD).await.refused(429, "auth.paused");
    town.clock.advance_ms(30_000);
    sign_in(&town, &login, WRONG).await.refused(401, "auth.wrong");
    let said = sign_in(&town, &login, PASSWORD).await;
    assert_eq!(said.header("retry-after"), Some("61"));
    town.clock.advance_ms(60_000);
    sign_in(&town, &login, PASSWORD).await.ok();
    sign_in(&town, &login, WRONG).await.refused(401, "auth.wrong");
    sign_in(&town, &login, PASSWORD).await.ok();
}

#[tokio::test]
async fn nobody_is_locked_out_for_good() {
    let town = Town::with(|config| config.auth.throttle.account_failures_max = 3).await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    for _ in 0..16 {
        sign_in(&town, &login, WRONG).await;
        town.clock.advance_ms(900_000);
    }
    sign_in(&town, &login, PASSWORD).await.ok();
}

#[tokio::test]
async fn attempts_during_a_pause_do_not_make_it_longer() {
    let town = Town::with(|config| config.auth.throttle.account_failures_max = 3).await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    for _ in 0..10 {
        sign_in(&town, &login, WRONG).await;
    }
    town.clock.advance_ms(30_000);
    sign_in(&town, &login, PASSWORD).await.ok();
}

#[tokio::test]
async fn an_unknown_login_is_paused_like_a_known_one() {
    let town = Town::with(|config| config.auth.throttle.account_failures_max = 3).await;
    for _ in 0..3 {
        sign_in(&town, "nobody", WRONG).await.refused(401, "auth.wrong");
    }
    sign_in(&town, "NOBODY", WRONG).await.refused(429, "auth.paused");
}

#[tokio::test]
async fn an_address_that_tries_many_logins_is_paused() {
    let town = Town::with(|config| config.auth.throttle.address_failures_max = 10).await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    for number in 0..10 {
        sign_in(&town, &format!("guess{number}"), WRONG).await.refused(401, "auth.wrong");
    }
    sign_in(&town, &login, PASSWORD).await.refused(429, "auth.paused");
}

#[tokio::test]
async fn guessing_in_parallel_gains_nothing() {
    let town = Town::with(|config| config.auth.throttle.account_failures_max = 3).await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let guesses = (0..6).map(|_| sign_in(&town, &login, WRONG));
    let said = futures_util::future::join_all(guesses).await;
    let judged = said.iter().filter(|said| said.status == 401).count();
    assert_eq!(judged, 3, "{:?}", said.iter().map(|said| said.status).collect::<Vec<_>>());
}

#[tokio::test]
async fn forged_expired_and_foreign_tokens_are_problems_of_401() {
    let town = Town::start().await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let given = sign_in(&town, &login, PASSWORD).await.ok();
    let token = given["access_token"].as_str().unwrap().to_owned();
    let refresh = given["refresh_token"].as_str().unwrap().to_owned();
    let mut forged = token.clone();
    forged.replace_range(token.len() - 6..token.len() - 5, "~");
    let none = "eyJhbGciOiJub25lIn0.e30.".to_owned();
    for bad in [forged, none, refresh, String::new()] {
        let said = town.bearer(bad).get("/me").await;
        said.refused(401, "auth.sign_in");
        assert_eq!(said.header("content-type"), Some("application/problem+json"));
    }
    town.clock.advance_ms(900_000);
    town.bearer(token).get("/me").await.refused(401, "auth.expired");
}

#[tokio::test]
async fn the_public_keys_are_published_at_the_root() {
    let town = Town::start().await;
    let settings = std::sync::Arc::default();
    let client = poem::test::TestClient::new(xinju::api::endpoint(&town.app, &settings));
    let response = client.get("/.well-known/jwks.json").send().await;
    response.assert_status_is_ok();
    let keys: Value = response.0.into_body().into_json().await.unwrap();
    assert_eq!(keys["keys"][0]["crv"], "Ed25519");
    assert!(keys["keys"][0].get("d").is_none());
}
