//! Accounts and the administrators who look after them.

use entity::appointment::Role;
use serde_json::{Value, json};

use crate::auth::{PASSWORD, member, sign_in};
use crate::town::{Actor, Said, Town};

const REASON: &str = "left the office";

async fn make(actor: &Actor<'_>, login: &str, place: &str) -> Said {
    let node = actor.town.node(place).to_string();
    let body = json!({ "login": login, "display_name": "李伟", "node_id": node });
    actor.post("/accounts", body).await
}

fn account(made: &Value) -> String {
    format!("/accounts/{}", made["account"]["account_id"].as_str().unwrap())
}

#[tokio::test]
async fn a_new_account_must_change_its_password_first() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let said = make(&administrator, "Li.Wei", "north").await;
    assert_eq!(said.status, 201);
    let made = said.ok();
    assert_eq!(made["account"]["login"], "li.wei");
    let password = made["one_time_password"].as_str().unwrap();
    let given = sign_in(&town, "li.wei", password).await.ok();
    assert_eq!(given["password_due"], true);
    // Nobody has appointed them yet, and still the account is theirs.
    let owner = town.bearer(given["access_token"].as_str().unwrap());
    assert_eq!(owner.get("/me").await.ok()["permissions"], json!([]));
    let change = json!({ "old_password": password, "new_password": PASSWORD });
    assert_eq!(owner.post("/me/password", change).await.status, 204);
    let again = sign_in(&town, "li.wei", PASSWORD).await.ok();
    let owner = town.bearer(again["access_token"].as_str().unwrap());
    owner.get("/households").await.refused(403, "auth.forbidden");
    let key = town.id().to_string();
    let headers = [("idempotency-key", key.as_str())];
    assert_eq!(owner.send("DELETE", "/auth/sessions/current", None, &headers).await.status, 204);
}

#[tokio::test]
async fn the_first_password_is_shown_again_on_repeat_and_kept_nowhere() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let node = town.node("north").to_string();
    let body = json!({ "login": "li.wei", "display_name": "李伟", "node_id": node });
    let key = town.id();
    let first = administrator.post_keyed("/accounts", key, body.clone()).await;
    let again = administrator.post_keyed("/accounts", key, body.clone()).await;
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let password = first.body["one_time_password"].as_str().unwrap();
    assert_eq!(town.count(&format!("idempotency WHERE reply LIKE '%{password}%'")).await, 0);
    assert_eq!(town.count("idempotency WHERE reply LIKE '%li.wei%'").await, 1);
    assert_eq!(town.count("account WHERE login = 'li.wei'").await, 1);
    let other = json!({ "login": "li.na", "display_name": "李娜", "node_id": node });
    let said = administrator.post_keyed("/accounts", key, other).await;
    said.refused(422, "request.key_reused");
}

#[tokio::test]
async fn wrong_fields_are_all_named() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let node = town.node("far").to_string();
    let body = json!({ "login": "李 伟", "display_name": "   ", "node_id": node });
    let said = administrator.post("/accounts", body).await;
    said.refused(422, "request.invalid");
    said.refused_field("/login", "field.form");
    said.refused_field("/display_name", "field.empty");
    said.refused_field("/node_id", "field.unknown_reference");
}

#[tokio::test]
async fn a_login_is_given_once_even_to_two_at_once() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let (one, two) = tokio::join!(
        make(&administrator, "li.wei", "north"),
        make(&administrator, "LI.WEI", "south"),
    );
    let mut seen = [one.status, two.status];
    seen.sort_unstable();
    assert_eq!(seen, [201, 409]);
}

#[tokio::test]
async fn only_administrators_and_only_in_their_places() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let path = account(&make(&administrator, "li.wei", "north").await.ok());
    let neighbour = town.staff(Role::Administrator, "other").await;
    neighbour.get(&path).await.refused(404, "request.not_found");
    let reset = format!("{path}/password-reset");
    neighbour.post(&reset, json!(null)).await.refused(404, "request.not_found");
    let reason = json!({ "reason": REASON });
    let said = neighbour.post(&format!("{path}/disabling"), reason).await;
    said.refused(404, "request.not_found");
    assert_eq!(neighbour.get("/accounts").await.ok()["items"].as_array().unwrap().len(), 1);
    let officer = town.staff(Role::CountyOfficer, "").await;
    officer.get(&path).await.refused(403, "auth.forbidden");
    town.stranger().get("/accounts").await.refused(401, "auth.sign_in");
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_can_come_back() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let (login, id) = member(&town, Role::Volunteer, "north").await;
    let given = sign_in(&town, &login, PASSWORD).await.ok();
    let volunteer = town.bearer(given["access_token"].as_str().unwrap());
    volunteer.get("/me").await.ok();
    let (off, on) = (format!("/accounts/{id}/disabling"), format!("/accounts/{id}/enabling"));
    let said = administrator.post(&off, json!({ "reason": REASON })).await.ok();
    assert_eq!(said["state"], "disabled");
    volunteer.get("/me").await.refused(401, "auth.sign_in");
    sign_in(&town, &login, PASSWORD).await.refused(401, "auth.wrong");
    let twice = administrator.post(&off, json!({ "reason": REASON })).await;
    twice.refused(409, "accounts.same_state");
    administrator.post(&on, json!({ "reason": "came back" })).await.ok();
    volunteer.get("/me").await.refused(401, "auth.sign_in");
    sign_in(&town, &login, PASSWORD).await.ok();
    let kept = format!("audit WHERE action = 'account.set_state' AND reason = '{REASON}'");
    assert_eq!(town.count(&kept).await, 1);
}

#[tokio::test]
async fn a_reset_ends_all_sessions_and_the_old_password() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let (login, id) = member(&town, Role::Volunteer, "north").await;
    let given = sign_in(&town, &login, PASSWORD).await.ok();
    let reset = administrator.post(&format!("/accounts/{id}/password-reset"), json!(null)).await;
    let reset = reset.ok();
    let token = given["access_token"].as_str().unwrap();
    town.bearer(token).get("/me").await.refused(401, "auth.sign_in");
    sign_in(&town, &login, PASSWORD).await.refused(401, "auth.wrong");
    let password = reset["one_time_password"].as_str().unwrap();
    assert_eq!(sign_in(&town, &login, password).await.ok()["password_due"], true);
}

#[tokio::test]
async fn somebody_who_serves_elsewhere_is_not_mine_to_close() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "north").await;
    let (_, id) = member(&town, Role::Volunteer, "north").await;
    town.appoint(id, Role::Volunteer, "south").await;
    let path = format!("/accounts/{id}");
    administrator.get(&path).await.ok();
    let said = administrator.post(&format!("{path}/password-reset"), json!(null)).await;
    said.refused(409, "accounts.serves_elsewhere");
    let above = town.staff(Role::Administrator, "site").await;
    above.post(&format!("{path}/password-reset"), json!(null)).await.ok();
}

#[tokio::test]
async fn nobody_closes_their_own_account() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let path = format!("/accounts/{}/disabling", administrator.account.unwrap());
    let said = administrator.post(&path, json!({ "reason": REASON })).await;
    said.refused(409, "accounts.own");
}

#[tokio::test]
async fn a_name_is_changed_by_who_has_read_it() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let path = account(&make(&administrator, "li.wei", "north").await.ok());
    let etag = administrator.get(&path).await.etag();
    let key = town.id().to_string();
    let body = json!({ "display_name": "李娜" });
    let headers = [("idempotency-key", key.as_str())];
    let said = administrator.send("PATCH", &path, Some(body.clone()), &headers).await;
    said.refused(428, "request.if_match_missing");
    assert_eq!(administrator.patch(&path, &etag, body).await.ok()["display_name"], "李娜");
    let stale = administrator.patch(&path, &etag, json!({ "display_name": "李军" })).await;
    stale.refused(412, "request.stale");
    assert!(stale.body["detail"].as_str().unwrap().contains("display_name"));
}

#[tokio::test]
async fn accounts_are_listed_page_by_page_and_searched() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    for number in 1..=3 {
        town.clock.advance_ms(1);
        make(&administrator, &format!("worker_{number}"), "north").await.ok();
    }
    let page = administrator.get("/accounts?search=WORKER_&limit=2&include_total=true").await.ok();
    assert_eq!((page["items"].as_array().unwrap().len(), &page["total"]), (2, &json!(3)));
    let cursor = page["next_cursor"].as_str().unwrap();
    let path = format!("/accounts?search=worker_&limit=2&cursor={cursor}");
    let rest = administrator.get(&path).await.ok();
    assert_eq!(rest["items"][0]["login"], "worker_3");
    assert!(rest.get("next_cursor").is_none());
    let none = administrator.get("/accounts?search=%25&state=active").await.ok();
    assert_eq!(none["items"], json!([]));
}
