//! Missed visits: the helper hears of them, then the level above, in one message a day each.

use entity::appointment::Role;

use super::*;
use crate::support::{assign, told};

const TO_HELPER: &str =
    "您联系的住户中有 2 户、2 次走访没有按时完成，请尽快上门；已经走访过的请补录。";

async fn tell(town: &Town) {
    work(town, "visits.missed").await;
}

#[tokio::test]
async fn the_helper_is_told_once_of_all_and_after_some_days_the_level_above() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    for door in ["north/1/u1", "north/2/u1"] {
        let household = painted(&town, door, "yellow").await;
        assign(&worker, household, worker.account.unwrap()).await.ok();
    }
    plan(&town).await;
    tell(&town).await;
    let helper = worker.account.unwrap();
    assert!(told(&town, helper, "visit").await.is_empty(), "the week goes on");
    town.clock.advance_ms(DAY_MS * 7);
    tell(&town).await;
    tell(&town).await;
    assert_eq!(told(&town, helper, "visit").await, [TO_HELPER]);
    assert_eq!(town.count("visit_task WHERE reported_at IS NOT NULL").await, 2);
    town.clock.advance_ms(DAY_MS);
    tell(&town).await;
    assert_eq!(town.count("visit_task WHERE raised_at IS NOT NULL").await, 0);
    town.clock.advance_ms(DAY_MS);
    tell(&town).await;
    tell(&town).await;
    let raised = "有 2 户、2 次漏访提醒后仍没有人上门，现上报给您，请督促落实。";
    assert_eq!(told(&town, street.account.unwrap(), "visit").await, [raised]);
    assert_eq!(told(&town, helper, "visit").await.len(), 1);
    assert!(told(&town, head.account.unwrap(), "visit").await.is_empty());
    town.clock.advance_ms(DAY_MS);
    tell(&town).await;
    assert_eq!(town.count("staff_message WHERE kind = 'visit'").await, 2, "and never again");
}

#[tokio::test]
async fn without_a_helper_the_buildings_head_is_told_and_above_past_vacant_posts() {
    let town = Town::start().await;
    painted(&town, "north/1/u1", "red").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    // Nobody heads the area and nobody works in the community.
    let street = town.staff(Role::StreetOfficer, "site").await;
    plan(&town).await;
    town.clock.advance_ms(DAY_MS);
    tell(&town).await;
    let body = "您联系的住户中有 1 户、1 次走访没有按时完成，请尽快上门；已经走访过的请补录。";
    assert_eq!(told(&town, head.account.unwrap(), "visit").await, [body]);
    town.clock.advance_ms(DAY_MS * 2);
    tell(&town).await;
    assert_eq!(told(&town, street.account.unwrap(), "visit").await.len(), 1);
}

#[tokio::test]
async fn where_the_head_is_vacant_too_the_next_post_is_told_and_the_one_above_it_later() {
    let town = Town::start().await;
    painted(&town, "north/1/u1", "red").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    plan(&town).await;
    town.clock.advance_ms(DAY_MS);
    tell(&town).await;
    assert_eq!(told(&town, worker.account.unwrap(), "visit").await.len(), 1);
    town.clock.advance_ms(DAY_MS * 2);
    tell(&town).await;
    assert_eq!(told(&town, street.account.unwrap(), "visit").await.len(), 1);
    assert_eq!(told(&town, worker.account.unwrap(), "visit").await.len(), 1);
}

#[tokio::test]
async fn a_helper_who_left_their_post_is_not_told() {
    let town = Town::start().await;
    let household = painted(&town, "north/1/u1", "red").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    assign(&worker, household, worker.account.unwrap()).await.ok();
    plan(&town).await;
    let ended = "UPDATE appointment SET ended_at = 1 WHERE account_id = $1";
    town.sql(ended, params![worker.account.unwrap()]).await;
    town.clock.advance_ms(DAY_MS);
    tell(&town).await;
    assert!(told(&town, worker.account.unwrap(), "visit").await.is_empty());
    assert_eq!(told(&town, head.account.unwrap(), "visit").await.len(), 1);
}

#[tokio::test]
async fn what_was_made_good_is_not_raised() {
    let town = Town::start().await;
    let household = painted(&town, "north/1/u1", "yellow").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    plan(&town).await;
    town.clock.advance_ms(DAY_MS * 7);
    tell(&town).await;
    town.clock.advance_ms(HOUR_MS);
    let fresh = town.sign_in(head.account.unwrap()).await;
    unchanged(&fresh, household).await.ok();
    town.clock.advance_ms(DAY_MS * 3);
    tell(&town).await;
    assert!(told(&town, street.account.unwrap(), "visit").await.is_empty());
    assert_eq!(town.count("visit_task WHERE state = 'missed'").await, 1, "missed it stays");
}

#[tokio::test]
async fn where_nobody_is_on_duty_at_all_it_waits_for_somebody() {
    let town = Town::start().await;
    painted(&town, "north/1/u1", "red").await;
    plan(&town).await;
    town.clock.advance_ms(DAY_MS);
    tell(&town).await;
    assert_eq!(town.count("visit_task WHERE state = 'missed' AND reported_at IS NULL").await, 1);
    let head = town.staff(Role::BuildingHead, "north/1").await;
    town.clock.advance_ms(HOUR_MS);
    tell(&town).await;
    assert_eq!(told(&town, head.account.unwrap(), "visit").await.len(), 1);
}

#[tokio::test]
async fn nobody_is_called_at_night() {
    let town = Town::start().await;
    painted(&town, "north/1/u1", "red").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    plan(&town).await;
    town.clock.advance_ms(DAY_MS - HOUR_MS * 2);
    tell(&town).await;
    assert_eq!(town.count("visit_task WHERE state = 'missed'").await, 1);
    assert!(told(&town, head.account.unwrap(), "visit").await.is_empty());
    town.clock.advance_ms(HOUR_MS);
    tell(&town).await;
    assert_eq!(told(&town, head.account.unwrap(), "visit").await.len(), 1);
}

#[tokio::test]
async fn a_day_as_red_after_a_missed_week_does_not_hide_the_week() {
    let town = Town::start().await;
    let household = painted(&town, "north/1/u1", "yellow").await;
    plan(&town).await;
    town.clock.advance_ms(DAY_MS * 7);
    paint(&town, household, "red").await;
    plan(&town).await;
    assert_eq!(
        tasks(&town, household).await,
        ["weekly 2026-03-02 2026-03-08 missed", "daily 2026-03-09 2026-03-09 open"]
    );
}
