//! Changing one's own password, and what a new one must be (AUTHN-2).

use entity::appointment::Role;
use serde_json::json;

use crate::auth::{PASSWORD, member, sign_in};
use crate::town::{Actor, Said, Town};

const NEW: &str = "seven lanterns over the old well";

async fn enter<'t>(town: &'t Town, login: &str, password: &str) -> Actor<'t> {
    let given = sign_in(town, login, password).await.ok();
    town.bearer(given["access_token"].as_str().unwrap())
}

async fn change(actor: &Actor<'_>, old: &str, new: &str) -> Said {
    actor.post("/me/password", json!({ "old_password": old, "new_password": new })).await
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let town = Town::start().await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let (phone, desk) =
        (enter(&town, &login, PASSWORD).await, enter(&town, &login, PASSWORD).await);
    phone.get("/me").await.ok();
    assert_eq!(change(&desk, PASSWORD, NEW).await.status, 204);
    phone.get("/me").await.refused(401, "auth.sign_in");
    desk.get("/me").await.ok();
    sign_in(&town, &login, PASSWORD).await.refused(401, "auth.wrong");
    sign_in(&town, &login, NEW).await.ok();
}

#[tokio::test]
async fn a_weak_password_is_refused_with_every_reason() {
    let town = Town::start().await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let actor = enter(&town, &login, PASSWORD).await;
    for (new, code) in [
        ("short", "field.too_short"),
        ("passwordpassword", "auth.password_common"),
        (PASSWORD, "auth.password_same"),
        (&format!("{login} and more of it"), "auth.password_name"),
        (&"长".repeat(129), "field.too_long"),
    ] {
        let said = change(&actor, PASSWORD, new).await;
        said.refused(422, "request.invalid");
        said.refused_field("/new_password", code);
    }
}

#[tokio::test]
async fn a_wrong_old_password_is_counted_and_brings_a_pause() {
    let town = Town::with(|config| config.auth.throttle.account_failures_max = 3).await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let actor = enter(&town, &login, PASSWORD).await;
    for _ in 0..3 {
        let said = change(&actor, "some other words", NEW).await;
        said.refused(422, "request.invalid");
        said.refused_field("/old_password", "auth.old_password");
    }
    change(&actor, PASSWORD, NEW).await.refused(429, "auth.paused");
    sign_in(&town, &login, PASSWORD).await.refused(429, "auth.paused");
}

#[tokio::test]
async fn guessing_the_old_password_in_parallel_gains_nothing() {
    let town = Town::with(|config| config.auth.throttle.account_failures_max = 3).await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let actor = enter(&town, &login, PASSWORD).await;
    let guess = || change(&actor, "some other words", NEW);
    let three = || async { tokio::join!(guess(), guess(), guess()) };
    let (left, right) = tokio::join!(three(), three());
    let all = [left.0, left.1, left.2, right.0, right.1, right.2];
    let mut seen = all.map(|said| said.status);
    seen.sort_unstable();
    assert_eq!(seen, [422, 422, 422, 429, 429, 429]);
    assert_eq!(town.count("throttle WHERE failures = 3").await, 1);
    change(&actor, PASSWORD, NEW).await.refused(429, "auth.paused");
    town.clock.advance_ms(30_000);
    assert_eq!(change(&actor, PASSWORD, NEW).await.status, 204);
}

#[tokio::test]
async fn a_change_that_is_sent_twice_is_made_once() {
    let town = Town::start().await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let actor = enter(&town, &login, PASSWORD).await;
    let body = json!({ "old_password": PASSWORD, "new_password": NEW });
    let key = town.id();
    assert_eq!(actor.post_keyed("/me/password", key, body.clone()).await.status, 204);
    let again = actor.post_keyed("/me/password", key, body).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (204, Some("true")));
    assert_eq!(town.count("audit WHERE action = 'password.change'").await, 1);
}

#[tokio::test]
async fn whoever_must_change_the_password_can_do_nothing_else() {
    let town = Town::start().await;
    let (login, _) = member(&town, Role::CommunityWorker, "north").await;
    town.sql("UPDATE account SET password_must_change = true WHERE login IS NOT NULL", vec![])
        .await;
    let given = sign_in(&town, &login, PASSWORD).await.ok();
    assert_eq!(given["password_due"], true);
    let actor = town.bearer(given["access_token"].as_str().unwrap());
    actor.get("/appointments").await.refused(403, "auth.password_due");
    assert_eq!(actor.get("/me").await.ok()["password_due"], true);
    assert_eq!(change(&actor, PASSWORD, NEW).await.status, 204);
    actor.get("/appointments").await.ok();
}

#[tokio::test]
async fn under_the_second_profile_an_old_password_must_be_changed() {
    let town = Town::with(|config| {
        config.auth.password.profile = xinju::config::PasswordProfile::Rotation;
    })
    .await;
    let (login, _) = member(&town, Role::CommunityWorker, "north").await;
    assert_eq!(sign_in(&town, &login, PASSWORD).await.ok()["password_due"], false);
    town.clock.advance_ms(91 * 86_400_000);
    assert_eq!(sign_in(&town, &login, PASSWORD).await.ok()["password_due"], true);
}
