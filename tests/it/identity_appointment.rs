//! Appointments, posts and vacancies (AUTHZ-3, AUTHZ-5).

use entity::appointment::Role;
use entity::id::AccountId;
use serde_json::{Value, json};

use crate::town::{Actor, Said, Town};

fn wish(town: &Town, who: AccountId, role: Role, place: &str) -> Value {
    json!({
        "account_id": who.to_string(),
        "role": role.code(),
        "node_id": town.node(place).to_string(),
    })
}

/// Appoints `who`.
pub(crate) async fn appoint(by: &Actor<'_>, who: AccountId, role: Role, place: &str) -> Said {
    by.post("/appointments", wish(by.town, who, role, place)).await
}

#[tokio::test]
async fn an_appointment_gives_its_rights_with_the_next_request() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let volunteer = town.staff(Role::Volunteer, "north/1").await;
    volunteer.get("/me").await.ok();
    town.clock.advance_ms(1);
    let said = appoint(&worker, volunteer.account.unwrap(), Role::BuildingHead, "north/1").await;
    assert_eq!(said.status, 201);
    let me = volunteer.get("/me").await.ok();
    let roles: Vec<_> =
        me["places"].as_array().unwrap().iter().map(|place| &place["role"]).collect();
    assert_eq!(roles, ["volunteer", "building_head"]);
    let again = appoint(&worker, volunteer.account.unwrap(), Role::BuildingHead, "north/1").await;
    again.refused(409, "appointments.duplicate");
}

#[tokio::test]
async fn nobody_grants_above_their_own_role() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let who = town.staff(Role::Volunteer, "north").await.account.unwrap();
    for role in [Role::StreetOfficer, Role::CountyOfficer, Role::Auditor, Role::Administrator] {
        appoint(&worker, who, role, "north").await.refused(403, "appointments.above_own_role");
    }
    appoint(&worker, who, Role::CommunityWorker, "north").await.ok();
}

#[tokio::test]
async fn nobody_grants_above_or_beside_their_own_node() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let who = town.staff(Role::Volunteer, "north").await.account.unwrap();
    for place in ["", "site", "south", "south/1", "far"] {
        let said = appoint(&worker, who, Role::Volunteer, place).await;
        said.refused(422, "request.invalid");
        said.refused_field("/node_id", "field.unknown_reference");
    }
}

#[tokio::test]
async fn a_high_role_elsewhere_does_not_help_here() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "other").await;
    town.appoint(officer.account.unwrap(), Role::CommunityWorker, "north").await;
    let who = town.staff(Role::Volunteer, "north").await.account.unwrap();
    let said = appoint(&officer, who, Role::StreetOfficer, "north").await;
    said.refused(403, "appointments.above_own_role");
}

#[tokio::test]
async fn nobody_appoints_or_dismisses_themself() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let own = officer.account.unwrap();
    appoint(&officer, own, Role::Volunteer, "north").await.refused(403, "appointments.oneself");
    let list = officer.get(&format!("/appointments?account_id={own}")).await.ok();
    let id = list["items"][0]["appointment_id"].as_str().unwrap();
    let said = officer.post(&format!("/appointments/{id}/ending"), json!(null)).await;
    said.refused(403, "appointments.oneself");
}

#[tokio::test]
async fn nobody_dismisses_somebody_above_them_or_out_of_their_area() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let high = town.staff(Role::StreetOfficer, "north").await;
    let far = town.staff(Role::Volunteer, "south").await;
    let top = town.staff(Role::Administrator, "").await;
    let ending = async |who: &Actor<'_>| {
        let path = format!("/appointments?account_id={}", who.account.unwrap());
        let list = top.get(&path).await.ok();
        let id = list["items"][0]["appointment_id"].as_str().unwrap();
        format!("/appointments/{id}/ending")
    };
    let (high, far) = (ending(&high).await, ending(&far).await);
    worker.post(&high, json!(null)).await.refused(403, "appointments.above_own_role");
    worker.post(&far, json!(null)).await.refused(404, "request.not_found");
    top.post(&high, json!(null)).await.ok();
    top.post(&high, json!(null)).await.refused(409, "appointments.ended");
}

#[tokio::test]
async fn residents_are_not_appointed_and_days_stand_in_order() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let who = town.staff(Role::Volunteer, "north").await.account.unwrap();
    let mut body = wish(&town, who, Role::Resident, "north");
    body["starts_on"] = json!("2026-05-01");
    body["ends_on"] = json!("2026-04-30");
    let said = worker.post("/appointments", body).await;
    said.refused_field("/role", "appointments.resident_role");
    said.refused_field("/ends_on", "appointments.day_order");
}

#[tokio::test]
async fn somebody_of_another_site_cannot_be_appointed_here() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let stranger = town.staff(Role::Volunteer, "far").await.account.unwrap();
    let said = appoint(&worker, stranger, Role::Volunteer, "north").await;
    said.refused_field("/account_id", "field.unknown_reference");
}

#[tokio::test]
async fn a_card_opens_a_household_never_an_office() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let said = appoint(&worker, resident.account.unwrap(), Role::BuildingHead, "north/1").await;
    said.refused(409, "appointments.resident_account");
    assert!(said.body["detail"].as_str().unwrap().contains("open a staff account"));
    let row = "INSERT INTO appointment (id, account_id, role, node_id, starts_on, created_at) \
               VALUES ($1, $2, 'building_head', $3, $4, 1)";
    let (id, today) = (town.id(), town.clock.now().day());
    let node = town.node("north/1");
    let past = town.try_sql(row, xinju::params![id, resident.account.unwrap(), node, today]).await;
    assert!(past.unwrap_err().contains("only staff accounts hold offices"));
}

#[tokio::test]
async fn an_office_on_a_residents_account_gives_no_right() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let former = town.staff(Role::BuildingHead, "north/1").await.account.unwrap();
    town.sql(
        "UPDATE account SET kind = 'resident', household_id = $2, version = version + 1 \
         WHERE id = $1",
        xinju::params![former, household],
    )
    .await;
    let former = town.sign_in(former).await;
    let me = former.get("/me").await.ok();
    assert_eq!((&me["household_id"], &me["places"]), (&json!(household), &json!([])));
    assert!(!me["permissions"].as_array().unwrap().contains(&json!("households.read")));
    former.get("/households").await.refused(403, "auth.forbidden");
    former.get(&format!("/households/{household}/card")).await.refused(403, "auth.forbidden");
}

#[tokio::test]
async fn who_administers_or_audits_does_nothing_else() {
    let town = Town::start().await;
    let top = town.staff(Role::Administrator, "").await;
    for (first, second) in [
        (Role::Auditor, Role::StreetOfficer),
        (Role::StreetOfficer, Role::Auditor),
        (Role::Administrator, Role::CommunityWorker),
        (Role::Volunteer, Role::Administrator),
        (Role::Auditor, Role::Administrator),
    ] {
        let who = town.staff(first, "site").await.account.unwrap();
        appoint(&top, who, second, "site").await.refused(409, "appointments.separation");
    }
    let auditor = town.staff(Role::Auditor, "site").await.account.unwrap();
    appoint(&top, auditor, Role::Auditor, "other").await.ok();
}

#[tokio::test]
async fn two_appointments_at_once_do_not_pass_each_other() {
    let town = Town::start().await;
    let top = town.staff(Role::Administrator, "").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let path = "INSERT INTO account (id, kind, login, display_name, node_id, lives_elsewhere, \
                state, created_at) VALUES ($1, 'staff', 'new', 'new', $2, true, 'active', 1)";
    let who = AccountId(town.id());
    town.sql(path, xinju::params![who, town.node("north")]).await;
    let (one, two) = tokio::join!(
        appoint(&top, who, Role::Auditor, "north"),
        appoint(&worker, who, Role::CommunityWorker, "north"),
    );
    let mut seen = [one.status, two.status];
    seen.sort_unstable();
    assert_eq!(seen, [201, 409]);
}

#[tokio::test]
async fn an_appointment_holds_from_its_first_to_its_last_day() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let who = town.staff(Role::Volunteer, "north").await;
    let mut body = wish(&town, who.account.unwrap(), Role::CommunityWorker, "north");
    body["starts_on"] = json!("2026-03-03");
    body["ends_on"] = json!("2026-03-03");
    officer.post("/appointments", body).await.ok();
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(who.get("/appointments").await.status);
        town.clock.advance_ms(86_400_000);
    }
    assert_eq!(seen, [403, 200, 403]);
}

#[tokio::test]
async fn a_vacancy_is_a_post_that_nobody_holds() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let volunteer = town.staff(Role::Volunteer, "north").await.account.unwrap();
    for place in ["north/1", "north/2"] {
        let body = json!({ "node_id": town.node(place).to_string(), "role": "building_head" });
        worker.post("/posts", body.clone()).await.ok();
        worker.post("/posts", body).await.refused(409, "posts.taken");
    }
    appoint(&worker, volunteer, Role::BuildingHead, "north/1").await.ok();
    let posts = worker.get("/posts?role=building_head").await.ok();
    assert_eq!(posts["items"].as_array().unwrap().len(), 2);
    let vacant = worker.get("/vacancies").await.ok();
    assert_eq!(vacant["items"].as_array().unwrap().len(), 1);
    assert_eq!(vacant["items"][0]["node_id"], town.node("north/2").to_string());
    let post = format!("/posts/{}", vacant["items"][0]["post_id"].as_str().unwrap());
    let neighbour = town.staff(Role::CommunityWorker, "south").await;
    assert_eq!(neighbour.get("/vacancies").await.ok()["items"], json!([]));
    neighbour.delete(&post).await.refused(404, "request.not_found");
    assert_eq!(worker.delete(&post).await.status, 204);
    assert_eq!(worker.get("/vacancies").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn appointments_are_listed_by_place_and_day() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    for place in ["north", "north/1", "south"] {
        town.staff(Role::Volunteer, place).await;
    }
    let node = town.node("north").to_string();
    let list = officer.get(&format!("/appointments?node_id={node}&role=volunteer")).await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let page = officer.get("/appointments?limit=3&current=false").await.ok();
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = officer.get(&format!("/appointments?limit=3&current=false&cursor={cursor}")).await;
    assert_eq!(rest.ok()["items"].as_array().unwrap().len(), 1);
    let elsewhere = format!("/accounts?cursor={cursor}");
    let top = town.staff(Role::Administrator, "").await;
    top.get(&elsewhere).await.refused(400, "request.parameter");
}
