//! One's own sessions, and what ends them at once (TOK-3, TOK-4).

use entity::appointment::Role;
use serde_json::{Value, json};

use crate::auth::{PASSWORD, member, sign_in};
use crate::town::{Actor, Town};

async fn enter<'t>(town: &'t Town, login: &str) -> (Actor<'t>, Value) {
    let given = sign_in(town, login, PASSWORD).await.ok();
    (town.bearer(given["access_token"].as_str().unwrap()), given)
}

#[tokio::test]
async fn signing_out_takes_effect_with_the_next_request() {
    let town = Town::start().await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let (phone, _) = enter(&town, &login).await;
    let (desk, _) = enter(&town, &login).await;
    phone.get("/me").await.ok();
    assert_eq!(phone.delete("/auth/sessions/current").await.status, 204);
    phone.get("/me").await.refused(401, "auth.sign_in");
    desk.get("/me").await.ok();
}

#[tokio::test]
async fn people_see_and_end_their_own_sessions() {
    let town = Town::start().await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let (phone, at_phone) = enter(&town, &login).await;
    town.clock.advance_ms(1_000);
    let (desk, at_desk) = enter(&town, &login).await;
    let list = desk.get("/me/sessions").await.ok();
    let own = |given: &Value| {
        let items = list["items"].as_array().unwrap();
        items.iter().find(|item| item["session_id"] == given["session_id"]).unwrap().clone()
    };
    assert_eq!(own(&at_desk)["current"], true);
    assert_eq!(own(&at_phone)["current"], false);
    let path = format!("/me/sessions/{}", at_phone["session_id"].as_str().unwrap());
    assert_eq!(desk.delete(&path).await.status, 204);
    phone.get("/me").await.refused(401, "auth.sign_in");
    desk.delete(&path).await.refused(404, "request.not_found");
}

#[tokio::test]
async fn nobody_sees_or_ends_somebody_elses_session() {
    let town = Town::start().await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let (phone, given) = enter(&town, &login).await;
    let administrator = town.staff(Role::Administrator, "").await;
    let path = format!("/me/sessions/{}", given["session_id"].as_str().unwrap());
    administrator.delete(&path).await.refused(404, "request.not_found");
    phone.get("/me").await.ok();
    let list = administrator.get("/me/sessions").await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_session_unused_for_longest_gives_way() {
    let town = Town::with(|config| config.auth.sessions_per_account_max = 2).await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let mut phones = Vec::new();
    for _ in 0..3 {
        town.clock.advance_ms(1_000);
        phones.push(enter(&town, &login).await.0);
    }
    phones[0].get("/me").await.refused(401, "auth.sign_in");
    phones[1].get("/me").await.ok();
    phones[2].get("/me").await.ok();
}

#[tokio::test]
async fn the_end_of_an_appointment_takes_effect_with_the_next_request() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    worker.get("/appointments").await.ok();
    let list = officer.get("/appointments?role=community_worker").await.ok();
    let id = list["items"][0]["appointment_id"].as_str().unwrap();
    officer.post(&format!("/appointments/{id}/ending"), json!(null)).await.ok();
    worker.get("/appointments").await.refused(403, "auth.forbidden");
}

#[tokio::test]
async fn another_node_learns_of_a_sign_out_within_two_seconds() {
    let town = Town::start().await;
    let (login, _) = member(&town, Role::Volunteer, "north").await;
    let (phone, given) = enter(&town, &login).await;
    let other = town.second_node().await;
    let header = format!("Bearer {}", given["access_token"].as_str().unwrap());
    let ask = || other.get("/api/v1/me").header("authorization", &header).send();
    ask().await.assert_status_is_ok();
    phone.delete("/auth/sessions/current").await;
    town.clock.advance_ms(2_000);
    ask().await.assert_status(poem::http::StatusCode::UNAUTHORIZED);
}
