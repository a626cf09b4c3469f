//! One message a day says what runs out today.

use entity::appointment::Role;

use super::*;
use crate::declaration::{accept, declare};
use crate::support::told;

#[tokio::test]
async fn one_message_on_the_last_day_sums_up_what_runs_out() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let account = worker.account.unwrap();
    for door in ["north/1/u1", "north/1/u2", "north/2/u1"] {
        declare(&town.resident(town.household(door).await).await).await;
    }
    tick(&town).await;
    assert_eq!(times_told(&town, account, TODAY).await, 0, "nothing runs out on Monday");
    wait(&town, 1);
    for _ in 0..3 {
        tick(&town).await;
    }
    let body = "有 3 件申报今天到期，请今天办完；办不完的会转请上一级督办。";
    assert_eq!(told(&town, account, "declaration").await, [body]);
}

#[tokio::test]
async fn what_was_done_in_time_is_in_no_digest_until_the_next_step_runs_out() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let id = declare(&resident).await;
    accept(&worker, &id).await.ok();
    wait(&town, 1);
    tick(&town).await;
    assert_eq!(times_told(&town, worker.account.unwrap(), TODAY).await, 0);
    // Accepted on Monday, to be verified by Wednesday.
    wait(&town, 1);
    tick(&town).await;
    assert_eq!(times_told(&town, worker.account.unwrap(), TODAY).await, 1);
}

#[tokio::test]
async fn the_digest_of_a_holiday_comes_on_the_working_day_before_it_is_late() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    set(&town, time::macros::date!(2026 - 02 - 13), 9);
    town.appoint(worker.account.unwrap(), Role::CommunityWorker, "north").await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    declare(&resident).await;
    set(&town, time::macros::date!(2026 - 02 - 14), 9);
    tick(&town).await;
    let account = worker.account.unwrap();
    assert_eq!(times_told(&town, account, TODAY).await, 1, "the Saturday is worked");
}
