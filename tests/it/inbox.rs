//! What was sent to a household.

use entity::appointment::Role;
use entity::id::HouseholdId;
use serde_json::Value;
use xinju::params;

use crate::town::{Actor, Said, Town};

/// Puts a message into the inbox of a household, past the application.
async fn send(town: &Town, to: HouseholdId, kind: &str, title: &str) -> String {
    let id = town.id();
    town.sql(
        "INSERT INTO push (id, kind, subject_id, title, body, created_at) \
         VALUES ($1, $2, $1, $3, '请打开查看。', $4)",
        params![id, kind, title, town.clock.now()],
    )
    .await;
    town.sql(
        "INSERT INTO delivery (household_id, push_id, state, created_at) \
         VALUES ($1, $2, 'waiting', $3)",
        params![to, id, town.clock.now()],
    )
    .await;
    id.to_string()
}

async fn open(by: &Actor<'_>, push: &str) -> Said {
    let key = by.town.id().to_string();
    let path = format!("/me/inbox/{push}/reading");
    by.send("POST", &path, None, &[("idempotency-key", &key)]).await
}

fn titles(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_household_reads_its_own_messages_newest_first() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let neighbour = town.household("north/1/u1").await;
    send(&town, household, "job", "first").await;
    town.clock.advance_ms(1_000);
    send(&town, neighbour, "job", "theirs").await;
    send(&town, household, "notice", "second").await;
    let page = town.resident(household).await.get("/me/inbox").await.ok();
    assert_eq!(titles(&page), ["second", "first"]);
    assert_eq!(page["unread"], 2);
    assert!(page.get("next_cursor").is_none());
}

#[tokio::test]
async fn an_empty_inbox_has_nothing_unread() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let page = resident.get("/me/inbox").await.ok();
    assert_eq!((titles(&page).len(), &page["unread"]), (0, &0.into()));
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    for number in 0..5 {
        send(&town, household, "job", &number.to_string()).await;
        town.clock.advance_ms(1_000);
    }
    let mut seen = Vec::new();
    let mut path = "/me/inbox?limit=2".to_owned();
    loop {
        let page = resident.get(&path).await.ok();
        assert_eq!(page["unread"], 5, "whatever page it is");
        seen.extend(titles(&page).into_iter().map(str::to_owned));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/me/inbox?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, ["4", "3", "2", "1", "0"]);
    let bent = resident.get("/me/inbox?cursor=AAAA").await;
    bent.refused(400, "request.parameter");
}

#[tokio::test]
async fn a_message_is_read_once_and_stays_read() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let push = send(&town, household, "job", "a job").await;
    send(&town, household, "points", "points").await;
    assert_eq!(open(&resident, &push).await.status, 204);
    let first = resident.get("/me/inbox?kind=job").await.ok();
    assert_eq!((&first["items"][0]["state"], &first["unread"]), (&"read".into(), &1.into()));
    town.clock.advance_ms(60_000);
    assert_eq!(open(&resident, &push).await.status, 204);
    let again = resident.get("/me/inbox?kind=job").await.ok();
    assert_eq!(again["items"][0]["read_at"], first["items"][0]["read_at"]);
    let unread = resident.get("/me/inbox?unread=true").await.ok();
    assert_eq!(titles(&unread), ["points"]);
}

#[tokio::test]
async fn another_households_message_is_not_found() {
    let town = Town::start().await;
    let push = send(&town, town.household("north/1/u1").await, "job", "theirs").await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    open(&resident, &push).await.refused(404, "request.not_found");
    assert_eq!(town.count("delivery WHERE state = 'waiting'").await, 1);
}

#[tokio::test]
async fn staff_have_no_inbox_of_a_household() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    worker.get("/me/inbox").await.refused(403, "auth.forbidden");
    town.stranger().get("/me/inbox").await.refused(401, "auth.sign_in");
}
