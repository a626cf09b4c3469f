//! The first administrator (AUTHN-7).

use entity::id::AccountId;
use xinju::auth::secret::Secret;
use xinju::http::ApiError;
use xinju::identity::first::{FirstAdministrator, claim, create_setup_code};

use crate::auth::{PASSWORD, sign_in};
use crate::town::Town;

fn first(password: &str) -> FirstAdministrator {
    FirstAdministrator {
        login: "first.admin".to_owned(),
        display_name: "管理员".to_owned(),
        password: password.into(),
        county_code: "530600".to_owned(),
        county_name: "示范县".to_owned(),
    }
}

async fn code(town: &Town) -> Secret {
    create_setup_code(&town.app).await.unwrap().expect("a code")
}

fn refused(outcome: Result<AccountId, ApiError>) -> &'static str {
    outcome.unwrap_err().entry.code
}

#[tokio::test]
async fn whoever_shows_the_setup_code_administers() {
    let town = Town::start().await;
    let code = code(&town).await;
    claim(&town.app, &code, first(PASSWORD)).await.unwrap();
    let given = sign_in(&town, "first.admin", PASSWORD).await.ok();
    assert_eq!(given["password_due"], false);
    let me = town.bearer(given["access_token"].as_str().unwrap()).get("/me").await.ok();
    assert_eq!(me["places"][0]["role"], "administrator");
    assert_eq!(me["places"][0]["node_id"], town.node("").to_string());
    assert!(create_setup_code(&town.app).await.unwrap().is_none());
}

#[tokio::test]
async fn the_code_is_used_once_even_by_two_at_once() {
    let town = Town::start().await;
    let code = code(&town).await;
    let other = FirstAdministrator { login: "second.admin".to_owned(), ..first(PASSWORD) };
    let (one, two) =
        tokio::join!(claim(&town.app, &code, first(PASSWORD)), claim(&town.app, &code, other));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|won| **won).count(), 1);
    assert_eq!(town.count("account").await, 1);
    assert_eq!(refused(claim(&town.app, &code, first(PASSWORD)).await), "setup.code");
}

#[tokio::test]
async fn a_wrong_an_old_and_a_late_code_are_refused() {
    let town = Town::start().await;
    let guess = Secret::from("0123-4567-89ab-cdef-0123-4567-89ab-cdef");
    assert_eq!(refused(claim(&town.app, &guess, first(PASSWORD)).await), "setup.code");
    let old = code(&town).await;
    let late = code(&town).await;
    assert_eq!(refused(claim(&town.app, &old, first(PASSWORD)).await), "setup.code");
    town.clock.advance_ms(24 * 3_600_000);
    assert_eq!(refused(claim(&town.app, &late, first(PASSWORD)).await), "setup.code");
}

#[tokio::test]
async fn a_weak_password_leaves_the_code_as_it_was() {
    let town = Town::start().await;
    let code = code(&town).await;
    assert_eq!(refused(claim(&town.app, &code, first("short")).await), "request.invalid");
    claim(&town.app, &code, first(PASSWORD)).await.unwrap();
}

#[tokio::test]
async fn an_empty_grid_begins_with_the_county() {
    let town = Town::start().await;
    town.sql("DELETE FROM grid_path", vec![]).await;
    let kinds = ["unit", "building", "area", "community", "site", "county"];
    for kind in kinds {
        town.sql("DELETE FROM grid_node WHERE kind = $1", xinju::params![kind]).await;
    }
    let code = code(&town).await;
    claim(&town.app, &code, first(PASSWORD)).await.unwrap();
    assert_eq!(town.count("grid_node WHERE path = '530600' AND kind = 'county'").await, 1);
    assert_eq!(town.count("grid_path").await, 1);
}
