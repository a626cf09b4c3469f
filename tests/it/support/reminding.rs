//! Whoever sees to measures hears once a day of those that are due.

use entity::appointment::Role;
use xinju::params;

use super::*;
use crate::town::Town;

const DAY_MS: i64 = 86_400_000;

#[tokio::test]
async fn one_message_a_day_sums_up_what_is_due_and_overdue() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let account = worker.account.unwrap();
    plan(&worker, household).await;
    plan(&worker, household).await;
    work(&town, "measures.remind").await;
    assert!(told(&town, account, "measure").await.is_empty(), "nothing is due yet");
    town.clock.advance_ms(DAY_MS * 11);
    work(&town, "measures.remind").await;
    work(&town, "measures.remind").await;
    let first = "您负责的帮扶措施中，2 项帮扶措施快到期，请尽快落实或调整。";
    assert_eq!(told(&town, account, "measure").await, [first]);
    town.clock.advance_ms(DAY_MS * 4);
    let fresh = town.sign_in(account).await;
    let mut later = aid(household);
    later["due_on"] = serde_json::json!("2026-03-18");
    fresh.post("/measures", later).await.ok();
    work(&town, "measures.remind").await;
    let second = "您负责的帮扶措施中，1 项帮扶措施快到期，2 项已经超期，请尽快落实或调整。";
    assert_eq!(told(&town, account, "measure").await, [first, second]);
}

#[tokio::test]
async fn where_nobody_sees_to_it_any_more_the_post_above_is_told() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    plan(&worker, household).await;
    town.sql(
        "UPDATE appointment SET ended_at = 1 WHERE account_id = $1",
        params![worker.account.unwrap()],
    )
    .await;
    town.clock.advance_ms(DAY_MS * 13);
    work(&town, "measures.remind").await;
    assert!(told(&town, worker.account.unwrap(), "measure").await.is_empty());
    assert_eq!(told(&town, street.account.unwrap(), "measure").await.len(), 1);
}

#[tokio::test]
async fn nobody_is_reminded_at_night() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    plan(&worker, household).await;
    town.clock.advance_ms(DAY_MS * 13 - 3_600_000 * 2);
    work(&town, "measures.remind").await;
    assert!(told(&town, worker.account.unwrap(), "measure").await.is_empty());
    town.clock.advance_ms(3_600_000);
    work(&town, "measures.remind").await;
    assert_eq!(told(&town, worker.account.unwrap(), "measure").await.len(), 1);
}
