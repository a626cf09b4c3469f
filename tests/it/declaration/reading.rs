//! Lists, deadlines, and who is shown what.

use entity::appointment::Role;

use super::*;
use crate::town::Town;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

async fn clock_of(by: &Actor<'_>, id: &str) -> String {
    read(by, id).await.ok()["declaration"]["clock"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_make_up_workday_counts() {
    let town = Town::start().await;
    // Friday, 8 May 2026; the Saturday after it makes up for the Labour Day holiday.
    town.clock.advance_ms(67 * DAY_MS);
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    assert_eq!(clock_of(&resident, &id).await, "on_track");
    assert!(list(&worker, "?overdue=true").await.is_empty());
    town.clock.advance_ms(DAY_MS);
    assert_eq!(clock_of(&resident, &id).await, "at_risk");
    town.clock.advance_ms(15 * HOUR_MS - 1);
    assert_eq!(clock_of(&resident, &id).await, "at_risk");
    town.clock.advance_ms(1);
    assert_eq!(clock_of(&resident, &id).await, "overdue");
    assert_eq!(list(&worker, "?overdue=true").await, [id.as_str()]);
    assert!(list(&worker, "?overdue=false").await.is_empty());
    accept(&worker, &id).await.ok();
    assert_eq!(clock_of(&resident, &id).await, "on_track");
}

#[tokio::test]
async fn staff_see_masked_names_and_the_door_and_the_household_its_own() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let id = declare(&resident).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let line = worker.get("/declarations?include_total=true").await.ok();
    assert_eq!((&line["items"][0]["head_name"], &line["total"]), (&"张*明".into(), &1.into()));
    assert!(line["items"][0]["door"].as_str().unwrap().starts_with("1栋1单元"));
    assert_eq!(line["items"][0]["office_name"], "north");
    let seen = read(&worker, &id).await.ok();
    assert_ne!(
        seen["timeline"][0]["actor_name"],
        read(&resident, &id).await.ok()["timeline"][0]["actor_name"]
    );
    let own = resident.get("/declarations").await.ok();
    assert_eq!(own["items"][0]["head_name"], "张小明");
}

#[tokio::test]
async fn staff_who_read_are_written_down_and_the_household_is_not() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let id = declare(&resident).await;
    read(&resident, &id).await.ok();
    assert_eq!(town.count("audit WHERE action = 'declaration.read'").await, 0);
    let street = town.staff(Role::StreetOfficer, "site").await;
    read(&street, &id).await.ok();
    let noted = "audit WHERE action = 'declaration.read' AND household_id IS NOT NULL";
    assert_eq!(town.count(noted).await, 1);
}

#[tokio::test]
async fn a_list_holds_the_callers_own_area_and_what_was_asked_for() {
    let town = Town::start().await;
    let mut ids = Vec::new();
    for door in ["north/1/u1", "north/2/u1", "south/1/u1"] {
        ids.push(declare(&town.resident(town.household(door).await).await).await);
        town.clock.advance_ms(1_000);
    }
    let [one, two, three] = ids.as_slice() else { panic!("three were declared") };
    let street = town.staff(Role::StreetOfficer, "site").await;
    assert_eq!(list(&street, "").await, [three.as_str(), two, one]);
    let north = format!("?node_id={}", town.node("north"));
    assert_eq!(list(&street, &north).await, [two.as_str(), one]);
    let head = town.staff(Role::BuildingHead, "north/2").await;
    assert_eq!(list(&head, "").await, [two.as_str()]);
    let worker = town.staff(Role::CommunityWorker, "north").await;
    assert_eq!(list(&worker, "").await, [two.as_str(), one]);
    refuse(&worker, one).await.ok();
    assert_eq!(list(&worker, "?state=submitted").await, [two.as_str()]);
    assert_eq!(list(&worker, "?mine=true").await, [two.as_str()]);
    assert!(list(&worker, "?kind=housing").await.is_empty());
    worker.get("/declarations?state=lost").await.refused(400, "request.parameter");
}

#[tokio::test]
async fn pages_by_deadline_hold_every_declaration_once() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(declare(&town.resident(town.household("north/1/u1").await).await).await);
        town.clock.advance_ms(DAY_MS);
    }
    // What waits for no desk comes last.
    refuse(&worker, &ids[1]).await.ok();
    let over = ids.remove(1);
    ids.push(over);
    for (sort, expected) in [("deadline", ids.clone()), ("newest", list(&worker, "").await)] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/declarations?sort={sort}&limit=2&include_total=true{cursor}");
            let page = worker.get(&path).await.ok();
            assert_eq!(page["total"], 5);
            let items = page["items"].as_array().unwrap();
            seen.extend(
                items.iter().map(|item| item["declaration_id"].as_str().unwrap().to_owned()),
            );
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, expected, "{sort}");
    }
    let page = worker.get("/declarations?sort=newest&limit=2").await.ok();
    let cursor = page["next_cursor"].as_str().unwrap();
    let mixed = worker.get(&format!("/declarations?sort=deadline&cursor={cursor}")).await;
    mixed.refused(400, "request.parameter");
}
