//! Who may decide, and who may not.

use entity::appointment::Role;
use serde_json::json;
use xinju::params;

use super::*;
use crate::identity_home::employ;
use crate::town::{Somebody, Town};

#[tokio::test]
async fn it_is_accepted_once() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    let key = town.id().to_string();
    let path = format!("/declarations/{id}/acceptance");
    let headers = [("idempotency-key", key.as_str())];
    let first = worker.send("POST", &path, None, &headers).await;
    let again = worker.send("POST", &path, None, &headers).await;
    assert_eq!((first.status, &first.bytes), (200, &again.bytes));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    accept(&worker, &id).await.refused(409, "declaration.not_now");
    assert_eq!(town.count("declaration_step").await, 2);
}

#[tokio::test]
async fn of_two_workers_at_once_exactly_one_decides() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let one = town.staff(Role::CommunityWorker, "north").await;
    let two = town.staff(Role::CommunityWorker, "north").await;
    for round in 1..=5 {
        let id = declare(&resident).await;
        let (yes, no) = tokio::join!(accept(&one, &id), refuse(&two, &id));
        let mut seen = [yes.status, no.status];
        seen.sort_unstable();
        // Accepted first, it can still be refused after; refused first, it is over.
        assert!(seen == [200, 409] || seen == [200, 200], "{seen:?}");
        let detail = read(&resident, &id).await.ok();
        let steps = actions(&detail).len();
        assert_eq!(steps, 1 + seen.iter().filter(|status| **status == 200).count(), "{round}");
        let last = detail["timeline"][steps - 1]["to_state"].clone();
        assert_eq!(last, detail["declaration"]["state"]);
        step(&resident, &id, "withdrawal").await;
        refuse(&one, &id).await;
    }
}

#[tokio::test]
async fn of_two_acceptances_at_once_exactly_one_counts() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let one = town.staff(Role::CommunityWorker, "north").await;
    let two = town.staff(Role::CommunityWorker, "north").await;
    for _ in 0..5 {
        let id = declare(&resident).await;
        let (first, second) = tokio::join!(accept(&one, &id), accept(&two, &id));
        let mut seen = [first.status, second.status];
        seen.sort_unstable();
        assert_eq!(seen, [200, 409]);
        refuse(&one, &id).await.ok();
    }
}

#[tokio::test]
async fn nobody_decides_on_their_own() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let id = declare(&resident).await;
    let member = town.person(household, Somebody::default()).await;
    let cousin = employ(&town, member, Role::CommunityWorker, "north").await;
    accept(&cousin, &id).await.refused(403, "declaration.own_case");
    let neighbour = town.staff(Role::CommunityWorker, "north").await;
    town.sql(
        "UPDATE account SET household_id = $1, version = version + 1 WHERE id = $2",
        params![household, neighbour.account.unwrap()],
    )
    .await;
    accept(&neighbour, &id).await.refused(403, "declaration.own_case");
    let filer = town.staff(Role::CommunityWorker, "north").await;
    let body = json!({
        "household_id": household, "consent": "phone", "kind": "housing", "words": "屋顶漏水。",
    });
    let filed = filer.post("/declarations/on-behalf", body).await.id("declaration_id");
    accept(&filer, &filed).await.refused(403, "declaration.own_case");
    town.clock.advance_ms(60_000);
    accept(&town.staff(Role::CommunityWorker, "north").await, &filed).await.ok();
}

#[tokio::test]
async fn a_desk_of_another_community_finds_nothing() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let id = declare(&resident).await;
    for place in ["south", "far"] {
        let worker = town.staff(Role::CommunityWorker, place).await;
        accept(&worker, &id).await.refused(404, "request.not_found");
        answer(&worker, &id).await.refused(404, "request.not_found");
        refuse(&worker, &id).await.refused(404, "request.not_found");
        read(&worker, &id).await.refused(404, "request.not_found");
        assert!(list(&worker, "").await.is_empty());
    }
}

#[tokio::test]
async fn those_without_the_permission_decide_nothing() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let id = declare(&resident).await;
    accept(&resident, &id).await.refused(403, "auth.forbidden");
    for role in [Role::BuildingHead, Role::Volunteer, Role::Mediator, Role::Auditor] {
        let other = town.staff(role, "north").await;
        accept(&other, &id).await.refused(403, "auth.forbidden");
        rate(&other, &id, "solved").await.refused(403, "auth.forbidden");
    }
    let administrator = town.staff(Role::Administrator, "").await;
    read(&administrator, &id).await.refused(403, "auth.forbidden");
    administrator.get("/declarations").await.refused(403, "auth.forbidden");
}

#[tokio::test]
async fn another_household_can_neither_read_nor_withdraw_nor_rate() {
    let town = Town::start().await;
    let id = declare(&town.resident(town.household("north/1/u1").await).await).await;
    let other = town.resident(town.household("north/1/u1").await).await;
    read(&other, &id).await.refused(404, "request.not_found");
    step(&other, &id, "withdrawal").await.refused(404, "request.not_found");
    rate(&other, &id, "solved").await.refused(404, "request.not_found");
    assert!(list(&other, "").await.is_empty());
}

#[tokio::test]
async fn it_is_withdrawn_until_it_hangs_in_a_public_notice() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    accept(&worker, &id).await.ok();
    rate(&resident, &id, "solved").await.refused(409, "declaration.not_now");
    step(&resident, &id, "withdrawal").await.ok();
    let id = declare(&resident).await;
    let hang = "UPDATE declaration SET state = 'in_notice' WHERE id = $1";
    town.sql(hang, params![id.parse::<uuid::Uuid>().unwrap()]).await;
    step(&resident, &id, "withdrawal").await.refused(409, "declaration.not_now");
}

#[tokio::test]
async fn a_household_that_moved_takes_its_declaration_to_the_new_desk() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let id = declare(&town.resident(household).await).await;
    town.sql(
        "UPDATE household SET node_id = $1 WHERE id = $2",
        params![town.node("south/1/u1"), household],
    )
    .await;
    let before = town.staff(Role::CommunityWorker, "north").await;
    accept(&before, &id).await.refused(404, "request.not_found");
    let after = town.staff(Role::CommunityWorker, "south").await;
    assert_eq!(list(&after, "?mine=true").await, [id.as_str()]);
    accept(&after, &id).await.ok();
}
