//! Where the owner of a staff account lives: said by an administrator, before anybody acts for
//! households.

use entity::appointment::Role;
use entity::id::{AccountId, PersonId};
use serde_json::{Value, json};

use crate::auth::sign_in;
use crate::town::{Actor, Somebody, Town};

/// Somebody whom an administrator gave an account that names `person`, and an officer a role; signed in
/// with a password of their own.
pub(crate) async fn employ<'t>(
    town: &'t Town,
    person: PersonId,
    role: Role,
    place: &str,
) -> Actor<'t> {
    let administrator = town.staff(Role::Administrator, "").await;
    let login = format!("own.{}", &town.id().to_string()[26..]);
    let made = administrator
        .post(
            "/accounts",
            json!({
                "login": login, "display_name": "李伟", "node_id": town.node("site"),
                "person_id": person,
            }),
        )
        .await
        .ok();
    assert_eq!(made["account"]["person_id"], json!(person));
    let account = &made["account"]["account_id"];
    let officer = town.staff(Role::CountyOfficer, "").await;
    let wish = json!({ "account_id": account, "role": role.code(), "node_id": town.node(place) });
    officer.post("/appointments", wish).await.ok();
    let first = made["one_time_password"].as_str().unwrap();
    let given = sign_in(town, &login, first).await.ok();
    let mut actor = town.bearer(given["access_token"].as_str().unwrap());
    let change =
        json!({ "old_password": first, "new_password": "seven lanterns over the old well" });
    assert_eq!(actor.post("/me/password", change).await.status, 204);
    actor.account = Some(AccountId(account.as_str().unwrap().parse().unwrap()));
    actor
}

async fn make(administrator: &Actor<'_>, login: &str) -> Value {
    let node = administrator.town.node("north");
    let body = json!({ "login": login, "display_name": "李伟", "node_id": node });
    administrator.post("/accounts", body).await.ok()["account"]["account_id"].clone()
}

#[tokio::test]
async fn who_acts_for_households_has_said_where_they_live() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let id = make(&administrator, "li.wei").await;
    let wish =
        |role: &str| json!({ "account_id": id, "role": role, "node_id": town.node("north") });
    for role in ["volunteer", "shopkeeper", "building_head", "area_head", "community_worker"] {
        let said = officer.post("/appointments", wish(role)).await;
        said.refused(409, "appointments.home_unsaid");
    }
    officer.post("/appointments", wish("mediator")).await.ok();
    let path = format!("/accounts/{}", id.as_str().unwrap());
    let etag = administrator.get(&path).await.etag();
    let said = administrator.patch(&path, &etag, json!({ "lives_elsewhere": true })).await.ok();
    assert_eq!((&said["lives_elsewhere"], said.get("person_id")), (&json!(true), None));
    officer.post("/appointments", wish("volunteer")).await.ok();
    let facts =
        r#"audit WHERE action = 'account.change' AND facts LIKE '%"lives_elsewhere":true%'"#;
    assert_eq!(town.count(facts).await, 1);
}

#[tokio::test]
async fn what_was_said_is_replaced_and_never_taken_back() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let here = town.person(town.household("north/1/u1").await, Somebody::default()).await;
    let far = town.person(town.household("far/1/u1").await, Somebody::default()).await;
    let path = format!("/accounts/{}", make(&administrator, "li.wei").await.as_str().unwrap());
    let change = async |body: Value| {
        let etag = administrator.get(&path).await.etag();
        administrator.patch(&path, &etag, body).await
    };
    change(json!({ "person_id": here, "lives_elsewhere": true }))
        .await
        .refused_field("/lives_elsewhere", "accounts.home_twice");
    let stranger = change(json!({ "person_id": far })).await;
    stranger.refused_field("/person_id", "field.unknown_reference");
    let said = change(json!({ "lives_elsewhere": true })).await.ok();
    assert_eq!(said["lives_elsewhere"], true);
    change(json!({ "lives_elsewhere": false }))
        .await
        .refused_field("/person_id", "accounts.home_named");
    let said = change(json!({ "person_id": here, "lives_elsewhere": false })).await.ok();
    assert_eq!((&said["person_id"], &said["lives_elsewhere"]), (&json!(here), &json!(false)));
    let said = change(json!({ "display_name": "李娜" })).await.ok();
    assert_eq!(said["person_id"], json!(here));
    let said = change(json!({ "lives_elsewhere": true })).await.ok();
    assert_eq!((said.get("person_id"), &said["lives_elsewhere"]), (None, &json!(true)));
}

#[tokio::test]
async fn of_a_residents_account_nothing_is_said() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "site").await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let path = format!("/accounts/{}", resident.account.unwrap());
    let etag = administrator.get(&path).await.etag();
    let said = administrator.patch(&path, &etag, json!({ "lives_elsewhere": true })).await;
    said.refused(409, "accounts.home_resident");
}
