//! Two who act at once: exactly one counts, and the timeline tells the one.

use entity::appointment::Role;
use serde_json::json;

use super::*;
use crate::town::Town;

/// The statuses of two replies, the smaller first.
fn both(one: &Said, two: &Said) -> [u16; 2] {
    let mut seen = [one.status, two.status];
    seen.sort_unstable();
    seen
}

#[tokio::test]
async fn of_two_answers_at_once_exactly_one_counts() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let one = town.staff(Role::CommunityWorker, "north").await;
    let two = town.staff(Role::CommunityWorker, "north").await;
    for _ in 0..4 {
        let id = declare(&resident).await;
        accept(&one, &id).await.ok();
        let (first, second) = tokio::join!(answer(&one, &id), answer(&two, &id));
        assert_eq!(both(&first, &second), [200, 409]);
        assert_eq!(actions(&read(&resident, &id).await.ok()).len(), 3);
    }
}

#[tokio::test]
async fn of_a_refusal_and_an_answer_at_once_exactly_one_counts() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let one = town.staff(Role::CommunityWorker, "north").await;
    let two = town.staff(Role::CommunityWorker, "north").await;
    for _ in 0..4 {
        let id = declare(&resident).await;
        accept(&one, &id).await.ok();
        let (yes, no) = tokio::join!(answer(&one, &id), refuse(&two, &id));
        assert_eq!(both(&yes, &no), [200, 409]);
        let state = read(&resident, &id).await.ok()["declaration"]["state"].clone();
        assert_eq!(state, if yes.status == 200 { "answered" } else { "refused" });
    }
}

#[tokio::test]
async fn of_two_decisions_on_an_appeal_at_once_exactly_one_counts() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let one = town.staff(Role::StreetOfficer, "site").await;
    let two = town.staff(Role::StreetOfficer, "site").await;
    for _ in 0..4 {
        let id = declare(&resident).await;
        refuse(&worker, &id).await.ok();
        appeal(&resident, &id).await.ok();
        let (up, down) = tokio::join!(decide(&one, &id, "reopen"), decide(&two, &id, "uphold"));
        assert_eq!(both(&up, &down), [200, 409]);
        let state = read(&resident, &id).await.ok()["declaration"]["state"].clone();
        assert_eq!(state, if up.status == 200 { "accepted" } else { "closed" });
        step(&resident, &id, "withdrawal").await;
    }
}

#[tokio::test]
async fn of_two_pauses_at_once_exactly_one_is_asked_for() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let one = town.staff(Role::CommunityWorker, "north").await;
    let two = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    accept(&one, &id).await.ok();
    let (first, second) = tokio::join!(ask_pause(&one, &id), ask_pause(&two, &id));
    assert_eq!(both(&first, &second), [201, 409]);
    assert_eq!(town.count("declaration_pause").await, 1);
}

#[tokio::test]
async fn support_that_comes_first_comes_once() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let one = town.staff(Role::CommunityWorker, "north").await;
    let two = town.staff(Role::CommunityWorker, "north").await;
    let id = declare_kind(&resident, "disaster").await;
    let path = format!("/declarations/{id}/green-channel");
    let (first, second) = tokio::join!(one.post(&path, first_aid()), two.post(&path, first_aid()));
    assert_eq!(both(&first, &second), [200, 409]);
    assert_eq!(town.count("measure").await, 1);
    let key = town.id();
    let more = declare_kind(&resident, "accident").await;
    let path = format!("/declarations/{more}/green-channel");
    let once = one.post_keyed(&path, key, first_aid()).await;
    let again = one.post_keyed(&path, key, first_aid()).await;
    assert_eq!((once.status, &once.bytes), (200, &again.bytes));
    assert_eq!(town.count("measure").await, 2);
    let nothing = json!({});
    assert_ne!(one.post_keyed(&path, key, nothing).await.status, 200);
}
