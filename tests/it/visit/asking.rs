//! The server asks for visits: by colour, by week and month, and after an answer.

use std::sync::Arc;

use entity::appointment::Role;
use xinju::worker::Worker;
use xinju::worker::works::works;

use super::*;
use crate::declaration::{accept, answer, declare};

#[tokio::test]
async fn red_is_asked_for_daily_yellow_weekly_green_monthly_and_only_once() {
    let town = Town::start().await;
    let red = painted(&town, "north/1/u1", "red").await;
    let yellow = painted(&town, "north/1/u1", "yellow").await;
    let green = painted(&town, "far/1/u1", "green").await;
    let gone = town.household("north/1/u2").await;
    town.sql("UPDATE household SET state = 'left' WHERE id = $1", params![gone]).await;
    plan(&town).await;
    plan(&town).await;
    assert_eq!(tasks(&town, red).await, ["daily 2026-03-02 2026-03-02 open"]);
    assert_eq!(tasks(&town, yellow).await, ["weekly 2026-03-02 2026-03-08 open"]);
    assert_eq!(tasks(&town, green).await, ["monthly 2026-03-01 2026-03-31 open"]);
    assert!(tasks(&town, gone).await.is_empty());
    assert_eq!(town.count("audit WHERE action = 'visit.plan'").await, 1);
}

#[tokio::test]
async fn three_months_of_a_yellow_household_are_fourteen_weeks_without_a_gap() {
    let town = Town::start().await;
    let yellow = painted(&town, "north/1/u1", "yellow").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    for day in 0..92 {
        plan(&town).await;
        if day % 7 == 3 {
            let fresh = town.sign_in(head.account.unwrap()).await;
            assert_eq!(unchanged(&fresh, yellow).await.ok()["settled"], 1);
        }
        town.clock.advance_ms(DAY_MS);
    }
    let told = tasks(&town, yellow).await;
    assert_eq!(told.len(), 14);
    assert_eq!(told.iter().filter(|task| task.ends_with("done")).count(), 13);
    assert_eq!(told[0], "weekly 2026-03-02 2026-03-08 done");
    assert_eq!(told[13], "weekly 2026-06-01 2026-06-07 open");
}

#[tokio::test]
async fn a_stricter_colour_replaces_the_task_at_once_and_a_milder_one_waits() {
    let town = Town::start().await;
    let household = painted(&town, "north/1/u1", "green").await;
    plan(&town).await;
    paint(&town, household, "red").await;
    plan(&town).await;
    assert_eq!(
        tasks(&town, household).await,
        ["monthly 2026-03-01 2026-03-31 void", "daily 2026-03-02 2026-03-02 open"]
    );
    paint(&town, household, "green").await;
    plan(&town).await;
    let open = "visit_task WHERE state = 'open'";
    assert_eq!(town.count(&format!("{open} AND cadence = 'daily'")).await, 1);
    assert_eq!(town.count(open).await, 1, "the day that runs comes first");
    town.clock.advance_ms(DAY_MS);
    plan(&town).await;
    assert_eq!(
        tasks(&town, household).await,
        ["monthly 2026-03-01 2026-03-31 open", "daily 2026-03-02 2026-03-02 missed"]
    );
}

#[tokio::test]
async fn who_was_visited_in_the_period_already_is_not_asked_for_again() {
    let town = Town::start().await;
    let household = painted(&town, "north/1/u1", "red").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    plan(&town).await;
    unchanged(&head, household).await.ok();
    paint(&town, household, "yellow").await;
    plan(&town).await;
    assert_eq!(
        tasks(&town, household).await,
        ["daily 2026-03-02 2026-03-02 done", "weekly 2026-03-02 2026-03-08 done"]
    );
}

#[tokio::test]
async fn one_return_visit_follows_all_answers_of_a_day() {
    let town = Town::start().await;
    let household = painted(&town, "north/1/u1", "green").await;
    let resident = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    accept(&worker, &id).await.ok();
    answer(&worker, &id).await.ok();
    plan(&town).await;
    plan(&town).await;
    let asked = "return 2026-03-03 2026-03-16 open";
    assert!(tasks(&town, household).await.contains(&asked.to_owned()));
    unchanged(&worker, household).await.ok();
    assert!(tasks(&town, household).await.contains(&asked.to_owned()), "that was before");
    town.clock.advance_ms(DAY_MS * 2);
    let fresh = town.sign_in(worker.account.unwrap()).await;
    let listed = fresh.get("/visit-tasks?cadence=return&include_total=true").await.ok();
    assert_eq!(listed["total"], 1);
    assert_eq!(listed["items"][0]["declaration_id"], json!(id));
    assert_eq!(unchanged(&fresh, household).await.ok()["settled"], 1);
    town.clock.advance_ms(DAY_MS * 30);
    plan(&town).await;
    assert_eq!(town.count("visit_task WHERE cadence = 'return'").await, 1);
}

#[tokio::test]
async fn two_workers_ask_once() {
    let town = Town::start().await;
    for door in ["north/1/u1", "north/1/u2", "south/1/u1"] {
        painted(&town, door, "red").await;
    }
    let other = town.second_app().await;
    let only = || works().into_iter().filter(|work| work.name == "visits.plan").collect();
    let one = Worker::with(Arc::clone(&town.app), only(), vec![]);
    let two = Worker::with(other, only(), vec![]);
    let (first, second) = tokio::join!(one.turn(), two.turn());
    assert_eq!(first.unwrap() + second.unwrap(), 1);
    assert_eq!(town.count("visit_task").await, 3);
}

#[tokio::test]
async fn tasks_are_listed_by_state_cadence_day_and_place_page_by_page() {
    let town = Town::start().await;
    let red = painted(&town, "north/1/u1", "red").await;
    painted(&town, "north/2/u1", "yellow").await;
    painted(&town, "south/1/u1", "green").await;
    plan(&town).await;
    town.clock.advance_ms(DAY_MS);
    plan(&town).await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let total = |query: String| {
        let street = street.clone();
        async move {
            let path = format!("/visit-tasks?include_total=true{query}");
            street.get(&path).await.ok()["total"].as_i64().unwrap()
        }
    };
    assert_eq!(total(String::new()).await, 4);
    assert_eq!(total("&state=open".into()).await, 3);
    assert_eq!(total("&overdue=true".into()).await, 1);
    assert_eq!(total("&overdue=false".into()).await, 3);
    assert_eq!(total("&cadence=daily".into()).await, 2);
    assert_eq!(total(format!("&node_id={}", town.node("north"))).await, 3);
    assert_eq!(total(format!("&household_id={red}")).await, 2);
    assert_eq!(total("&due_from=2026-03-03&due_to=2026-03-08".into()).await, 2);
    let (mut seen, mut cursor) = (vec![], String::new());
    loop {
        let page = street.get(&format!("/visit-tasks?limit=1{cursor}")).await.ok();
        let task = &page["items"][0];
        seen.push(task["due_on"].as_str().unwrap().to_owned());
        assert_eq!(task["head_name"], "张*明");
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["2026-03-02", "2026-03-03", "2026-03-08", "2026-03-31"]);
}
