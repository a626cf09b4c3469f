//! The community hears of clues: when one arrives, and once a day while they wait too long.

use entity::appointment::Role;

use super::*;
use crate::support::{told, total, work};
use crate::town::Town;

const DAY_MS: i64 = 86_400_000;

#[tokio::test]
async fn a_clue_is_told_to_the_community_but_not_to_who_wrote_it_down() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    record(&street, household).await;
    record(&worker, household).await;
    let told_worker = told(&town, worker.account.unwrap(), "clue").await;
    assert_eq!(told_worker, ["收到 1 条部门线索，请在 5 个工作日内核查。"]);
    assert!(told(&town, street.account.unwrap(), "clue").await.is_empty());
}

#[tokio::test]
async fn one_message_a_day_sums_up_what_is_due_and_overdue() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let account = worker.account.unwrap();
    record(&worker, household).await;
    record(&worker, household).await;
    work(&town, "clues.remind").await;
    assert!(told(&town, account, "clue").await.is_empty(), "nothing is due yet");
    assert_eq!(total(&worker, "/clues?overdue=false").await, 2);
    // Five working days after a Monday end with the next one.
    town.clock.advance_ms(DAY_MS * 7);
    work(&town, "clues.remind").await;
    work(&town, "clues.remind").await;
    let first = "待核查的部门线索中，2 条今天到期，请尽快核查。";
    assert_eq!(told(&town, account, "clue").await, [first]);
    town.clock.advance_ms(DAY_MS);
    work(&town, "clues.remind").await;
    let second = "待核查的部门线索中，2 条已经超期，请尽快核查。";
    assert_eq!(told(&town, account, "clue").await, [first, second]);
    let fresh = town.sign_in(account).await;
    assert_eq!(total(&fresh, "/clues?overdue=true").await, 2);
    assert_eq!(total(&fresh, "/clues?overdue=false").await, 0);
}
