//! A pause is asked for by one, approved by another, and gives back the working days that it took.

use entity::appointment::Role;
use serde_json::json;

use super::*;
use crate::town::Town;

const DAY_MS: i64 = 86_400_000;

#[tokio::test]
async fn an_approved_pause_stops_both_clocks_and_gives_the_working_days_back() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let id = declare(&resident).await;
    ask_pause(&worker, &id).await.refused(409, "declaration.not_now");
    let due = accept(&worker, &id).await.ok()["due_at"].clone();
    assert_eq!(due, "2026-03-04T16:00:00.000Z");
    let chain = read(&resident, &id).await.ok()["declaration"]["chain_due_at"].clone();
    assert_eq!(chain, "2026-03-30T16:00:00.000Z");

    let asked = ask_pause(&worker, &id).await;
    assert_eq!(asked.status, 201);
    let pause = asked.id("pause_id");
    ask_pause(&worker, &id).await.refused(409, "declaration.pause_pending");
    let told = "staff_message WHERE subject_id IS NOT NULL AND kind = 'declaration'";
    assert_eq!(town.count(told).await, 1, "the street is told");
    let seen = read(&street, &id).await.ok();
    assert_eq!(seen["pauses"][0]["is_running"], false);
    assert!(seen["actions"].as_array().unwrap().contains(&json!("pause")));
    let stopped = decide_pause(&street, &id, &pause, true).await.ok();
    assert_eq!((&stopped["stopped_for"], stopped.get("due_at")), (&"pause".into(), None));
    assert_eq!(town.count(told).await, 2, "who asked is told");
    let seen = read(&resident, &id).await.ok();
    assert_eq!(seen["declaration"]["clock"], "stopped");
    assert_eq!(seen["declaration"]["chain_clock"], "stopped");
    assert_eq!(list(&worker, "?stopped=true").await, [id.as_str()]);
    answer(&worker, &id).await.refused(409, "declaration.stopped");

    // From Monday to the Monday after: five working days.
    town.clock.advance_ms(7 * DAY_MS);
    let on = step(&worker, &id, "resumption").await.ok();
    assert_eq!(on["due_at"], "2026-03-11T16:00:00.000Z");
    let seen = read(&resident, &id).await.ok();
    // Qingming lies between: Monday, 6 April is no working day.
    assert_eq!(seen["declaration"]["chain_due_at"], "2026-04-07T16:00:00.000Z");
    assert_eq!(seen["pauses"], json!([]));
    assert_eq!(actions(&seen), ["declare", "accept", "pause", "resume"]);
    step(&worker, &id, "resumption").await.refused(409, "declaration.not_now");
    // The next pause is another one.
    ask_pause(&worker, &id).await.ok();
}

#[tokio::test]
async fn nobody_approves_what_they_asked_for_and_nobody_decides_twice() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let other = town.staff(Role::StreetOfficer, "site").await;
    let id = declare(&resident).await;
    accept(&street, &id).await.ok();
    let pause = ask_pause(&street, &id).await.id("pause_id");
    decide_pause(&street, &id, &pause, true).await.refused(403, "declaration.same_asker");
    decide_pause(&street, &id, &pause, false).await.refused(403, "declaration.same_asker");
    let worker = town.staff(Role::CommunityWorker, "north").await;
    decide_pause(&worker, &id, &pause, true).await.refused(403, "auth.forbidden");
    let far = town.staff(Role::StreetOfficer, "other").await;
    decide_pause(&far, &id, &pause, true).await.refused(404, "request.not_found");
    let no = decide_pause(&other, &id, &pause, false).await.ok();
    assert_eq!((&no["state"], no.get("stopped_for")), (&"accepted".into(), None));
    decide_pause(&other, &id, &pause, true).await.refused(409, "declaration.pause_decided");
    assert_eq!(town.count("declaration_step").await, 2, "work went on");
    let elsewhere = declare(&resident).await;
    decide_pause(&other, &elsewhere, &pause, true).await.refused(404, "request.not_found");
}

#[tokio::test]
async fn a_paused_declaration_is_still_the_households_to_take_back() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let id = declare(&resident).await;
    accept(&worker, &id).await.ok();
    let pause = ask_pause(&worker, &id).await.id("pause_id");
    decide_pause(&street, &id, &pause, true).await.ok();
    assert_eq!(step(&resident, &id, "withdrawal").await.ok()["state"], "withdrawn");
    assert_eq!(town.count("declaration_pause WHERE ended_at IS NULL").await, 0);
}
