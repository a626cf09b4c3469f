//! Who am I.

use entity::appointment::Role;

use crate::town::Town;

#[tokio::test]
async fn an_officer_sees_roles_places_and_permissions() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let me = worker.get("/me").await.ok();
    assert_eq!(me["places"][0]["role"], "community_worker");
    assert_eq!(me["places"][0]["node_id"], town.node("north").to_string());
    let permissions = me["permissions"].as_array().unwrap();
    assert!(permissions.contains(&"households.edit".into()));
    assert!(!permissions.contains(&"accounts.manage".into()));
}

#[tokio::test]
async fn nobody_is_told_without_a_token() {
    let town = Town::start().await;
    let said = town.stranger().get("/me").await;
    said.refused(401, "auth.sign_in");
    assert_eq!(said.header("www-authenticate"), Some("Bearer"));
    town.bearer("not.a.token").get("/me").await.refused(401, "auth.sign_in");
}

#[tokio::test]
async fn an_ended_session_is_refused_at_once() {
    let town = Town::start().await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    volunteer.get("/me").await.ok();
    town.sql("UPDATE session SET ended_at = 1, end_reason = 'test'", vec![]).await;
    town.clock.advance_ms(2_000);
    volunteer.get("/me").await.refused(401, "auth.sign_in");
}
