//! A building's list: everything due at a door at once, in the order of the stairs.

use entity::appointment::Role;

use super::*;
use crate::declaration::{accept, declare};
use crate::job::{draft, publish};

async fn room(town: &Town, household: HouseholdId, room: &str) {
    town.sql("UPDATE household SET room = $2 WHERE id = $1", params![household, room]).await;
}

/// A household that is due, in this room.
async fn due(town: &Town, door: &str, name: &str) -> HouseholdId {
    let household = painted(town, door, "red").await;
    room(town, household, name).await;
    household
}

fn rooms(list: &Value) -> Vec<String> {
    let items = list["stops"]["items"].as_array().unwrap();
    let name = |stop: &Value| {
        let unit = stop["unit_name"].as_str().unwrap_or_default();
        format!("{unit}{}", stop["room"].as_str().unwrap())
    };
    items.iter().map(name).collect()
}

#[tokio::test]
async fn doors_come_as_somebody_walks_page_by_page() {
    let town = Town::start().await;
    for (door, name) in [
        ("north/1/u2", "101"),
        ("north/1/u1", "1001"),
        ("north/1/u1", "902"),
        ("north/1/u1", "0201"),
        ("north/1/u1", "102"),
    ] {
        due(&town, door, name).await;
    }
    due(&town, "north/2/u1", "101").await;
    plan(&town).await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let path = format!("/buildings/{}/visit-list", town.node("north/1"));
    let whole = head.get(&path).await.ok();
    let walked = ["1单元102", "1单元0201", "1单元902", "1单元1001", "2单元101"];
    assert_eq!(rooms(&whole), walked);
    assert_eq!(whole["counts"]["households"], 5);
    assert_eq!(whole["counts"]["visits"], 5);
    assert_eq!(whole["building_picture"]["code"], "apple");
    assert_eq!(whole["stops"]["items"][4]["unit_picture"]["code"], "banana");
    let (mut seen, mut cursor) = (vec![], String::new());
    loop {
        let page = head.get(&format!("{path}?limit=2&include_total=true{cursor}")).await.ok();
        assert_eq!(page["stops"]["total"], 5);
        seen.extend(rooms(&page));
        let Some(next) = page["stops"]["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, walked);
}

#[tokio::test]
async fn everything_due_at_a_door_stands_there_once() {
    let town = Town::start().await;
    let household = due(&town, "north/1/u1", "301").await;
    let calm = painted(&town, "north/1/u1", "green").await;
    let resident = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let declaration = declare(&resident).await;
    accept(&worker, &declaration).await.ok();
    let posting = draft(&officer, "site").await;
    publish(&officer, &posting, &["north/1"]).await.ok();
    town.sql(
        "INSERT INTO clue (id, household_id, department, kind, occurred_on, words_sealed, state, \
         due_at, recorded_by, created_at) VALUES ($1, $2, 'housing', 'housing', $3, '', 'open', \
         0, $4, 0)",
        params![town.id(), household, town.clock.now().day(), worker.account.unwrap()],
    )
    .await;
    plan(&town).await;
    unchanged(&worker, calm).await.ok();
    let path = format!("/buildings/{}/visit-list", town.node("north/1"));
    let list = worker.get(&path).await.ok();
    let stops = list["stops"]["items"].as_array().unwrap();
    let stop = stops.iter().find(|stop| stop["household_id"] == json!(household)).unwrap();
    assert_eq!(stop["visits"][0]["cadence_word"], "日访");
    assert_eq!(stop["colour_shape"], "triangle");
    assert_eq!(stop["jobs"][0]["posting_id"], json!(posting));
    assert_eq!(stop["declarations"][0]["declaration_id"], json!(declaration));
    assert_eq!(stop["clues"].as_array().unwrap().len(), 1);
    assert_eq!(stop["is_overdue"], true, "the clue is");
    assert_eq!(stop["head_name"], "张*明");
    assert_eq!(list["counts"]["households"], 2);
    let heads = head.get(&path).await.ok();
    assert_eq!(heads["counts"]["clues"], 0, "clues are for those who handle them");
    assert_eq!(heads["counts"]["overdue"], 0);
}

#[tokio::test]
async fn a_missed_visit_marks_the_door_until_somebody_was_there() {
    let town = Town::start().await;
    let household = due(&town, "north/1/u1", "301").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    plan(&town).await;
    town.clock.advance_ms(DAY_MS);
    plan(&town).await;
    let fresh = town.sign_in(head.account.unwrap()).await;
    let path = format!("/buildings/{}/visit-list", town.node("north/1"));
    let list = fresh.get(&path).await.ok();
    assert_eq!(list["stops"]["items"][0]["missed"], 1);
    assert_eq!(list["counts"]["overdue"], 1);
    town.clock.advance_ms(HOUR_MS);
    unchanged(&fresh, household).await.ok();
    let list = fresh.get(&path).await.ok();
    assert_eq!(list["counts"]["due"], 0);
    assert_eq!(list["stops"]["items"], json!([]));
}

#[tokio::test]
async fn another_buildings_head_does_not_find_it_and_a_unit_has_no_list() {
    let town = Town::start().await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let beside = town.staff(Role::BuildingHead, "north/2").await;
    let list = |node: &str| format!("/buildings/{}/visit-list", town.node(node));
    assert_eq!(head.get(&list("north/1")).await.status, 200);
    beside.get(&list("north/1")).await.refused(404, "request.not_found");
    let pages = format!("{}/pages", list("north/1"));
    beside.get(&pages).await.refused(404, "request.not_found");
    head.get(&list("north/1/u1")).await.refused(404, "request.not_found");
}

#[tokio::test]
async fn paper_has_a_box_for_each_door_and_no_whole_name() {
    let town = Town::start().await;
    for floor in 1..=19 {
        due(&town, "north/1/u1", &format!("{floor}01")).await;
    }
    plan(&town).await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let path = format!("/buildings/{}/visit-list/pages", town.node("north/1"));
    let sheets = head.get(&path).await.ok();
    assert_eq!(sheets["doors"], 19);
    let pages: Vec<_> =
        sheets["pages"].as_array().unwrap().iter().map(|page| page.as_str().unwrap()).collect();
    assert_eq!(pages.len(), 2);
    let text = pages.concat();
    assert_eq!(text.matches("日访（3月2日前）").count(), 19);
    assert_eq!(text.matches("▲红").count(), 19);
    assert!(!text.contains("张小明") && text.contains("张*明"));
    let empty = town.staff(Role::BuildingHead, "north/2").await;
    let path = format!("/buildings/{}/visit-list/pages", town.node("north/2"));
    let sheets = empty.get(&path).await.ok();
    assert!(sheets["pages"][0].as_str().unwrap().contains("今天没有要走访的住户"));
}
