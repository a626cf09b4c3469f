//! What is told to members of staff.

use entity::appointment::Role;
use entity::id::AccountId;
use serde_json::{Value, json};
use xinju::params;

use crate::town::{Actor, Said, Town};

/// Tells an account something, past the application; gives the message's id.
pub(crate) async fn send(town: &Town, to: AccountId, topic: &str, title: &str) -> String {
    let id = town.id();
    town.sql(
        "INSERT INTO staff_message (id, account_id, kind, subject_id, title, body, created_at) \
         VALUES ($1, $2, $3, $1, $4, '请打开查看。', $5)",
        params![id, to, topic, title, town.clock.now()],
    )
    .await;
    id.to_string()
}

async fn mark(by: &Actor<'_>, message: &str) -> Said {
    let key = by.town.id().to_string();
    let path = format!("/me/messages/{message}/reading");
    by.send("POST", &path, None, &[("idempotency-key", &key)]).await
}

async fn mark_until(by: &Actor<'_>, message: &str) -> Said {
    by.post("/me/messages/reading", json!({ "until": message })).await
}

fn titles(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

/// Tells the account these, a second between each; gives their ids.
async fn send_all(town: &Town, to: AccountId, all: &[(&str, &str)]) -> Vec<String> {
    let mut ids = Vec::new();
    for (topic, title) in all {
        ids.push(send(town, to, topic, title).await);
        town.clock.advance_ms(1_000);
    }
    ids
}

const THREE: &[(&str, &str)] = &[("measure", "first"), ("visit", "second"), ("measure", "third")];

#[tokio::test]
async fn staff_read_their_own_messages_newest_first() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    send_all(&town, worker.account.unwrap(), THREE).await;
    send(&town, street.account.unwrap(), "visit", "theirs").await;
    let page = worker.get("/me/messages?include_total=true").await.ok();
    assert_eq!(titles(&page), ["third", "second", "first"]);
    assert_eq!((&page["unread"], &page["total"]), (&json!(3), &json!(3)));
    let page = worker.get("/me/messages?topic=measure&include_total=true").await.ok();
    assert_eq!(titles(&page), ["third", "first"]);
    assert_eq!((&page["unread"], &page["total"]), (&json!(3), &json!(2)));
    assert_eq!(titles(&street.get("/me/messages").await.ok()), ["theirs"]);
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    send_all(&town, worker.account.unwrap(), THREE).await;
    let first = worker.get("/me/messages?limit=2").await.ok();
    assert_eq!(titles(&first), ["third", "second"]);
    send(&town, worker.account.unwrap(), "clue", "newer").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = worker.get(&format!("/me/messages?limit=2&cursor={cursor}")).await.ok();
    assert_eq!(titles(&rest), ["first"]);
    assert!(rest.get("next_cursor").is_none());
}

#[tokio::test]
async fn a_message_is_read_from_the_first_time_on() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let ids = send_all(&town, worker.account.unwrap(), THREE).await;
    mark(&worker, &ids[1]).await.ok();
    let seen = worker.get("/me/messages?topic=visit").await.ok()["items"][0]["read_at"].clone();
    assert!(seen.is_string());
    town.clock.advance_ms(5_000);
    mark(&worker, &ids[1]).await.ok();
    let page = worker.get("/me/messages?topic=visit").await.ok();
    assert_eq!((&page["items"][0]["read_at"], &page["unread"]), (&seen, &json!(2)));
    let page = worker.get("/me/messages?unread=true").await.ok();
    assert_eq!(titles(&page), ["third", "first"]);
}

#[tokio::test]
async fn all_up_to_a_message_are_read_and_what_came_after_stays_unread() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let ids = send_all(&town, worker.account.unwrap(), THREE).await;
    mark(&worker, &ids[0]).await.ok();
    let seen = worker.get("/me/messages").await.ok()["items"][2]["read_at"].clone();
    town.clock.advance_ms(5_000);
    mark_until(&worker, &ids[1]).await.ok();
    let page = worker.get("/me/messages").await.ok();
    assert_eq!((&page["unread"], &page["items"][2]["read_at"]), (&json!(1), &seen));
    assert!(page["items"][1]["read_at"].is_string() && page["items"][0].get("read_at").is_none());
}

#[tokio::test]
async fn nobody_reads_or_marks_what_was_told_to_somebody_else() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let county = town.staff(Role::CountyOfficer, "").await;
    let ids = send_all(&town, worker.account.unwrap(), THREE).await;
    assert!(titles(&county.get("/me/messages").await.ok()).is_empty());
    mark(&county, &ids[0]).await.refused(404, "request.not_found");
    let said = mark_until(&county, &ids[2]).await;
    said.refused_field("/until", "field.unknown_reference");
    assert_eq!(worker.get("/me/messages").await.ok()["unread"], 3);
    let resident = town.resident(town.household("north/1/u1").await).await;
    assert_eq!(resident.get("/me/messages").await.status, 403);
}
