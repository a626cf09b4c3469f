//! Gates: a round moves on in order, and only when nothing stands in the way.

use entity::appointment::Role;
use serde_json::json;
use xinju::params;

use super::*;
use crate::support::{total, work};
use crate::town::Town;

#[tokio::test]
async fn a_gate_stays_shut_and_says_what_is_in_the_way_and_where() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let (one, two) = (town.household("north/1/u1").await, town.household("south/1/u1").await);
    let round = makers.open().await;
    let said = go(&makers.street, &round, "assess").await;
    said.refused(409, "round.gate_shut");
    assert!(said.body["detail"].as_str().unwrap().contains("households_checked (2)"));
    tick(&town, &makers.head, &round, one).await;
    let shown = makers.street.get(&format!("/monitoring-rounds/{round}")).await.ok();
    let check = &shown["gate"]["conditions"][0];
    assert_eq!((&check["open_count"], &check["is_met"]), (&json!(1), &json!(false)));
    assert_eq!(shown["gate"]["to"], "assess");
    let link = check["link"].as_str().unwrap().strip_prefix(xinju::api::BASE).unwrap();
    assert_eq!(total(&makers.street, link).await, 1);
    excuse(&makers.street, &round, two).await.ok();
    let moved = go(&makers.street, &round, "assess").await.ok();
    assert_eq!((&moved["phase"], &moved["version"]), (&json!("assess"), &json!(2)));
}

#[tokio::test]
async fn phases_come_one_after_the_other() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    tick(&town, &makers.head, &round, home).await;
    for wrong in ["check", "dispatch", "supervise", "closed"] {
        go(&makers.street, &round, wrong).await.refused(409, "round.not_next");
    }
    for next in ["assess", "dispatch", "supervise", "closed"] {
        assert_eq!(go(&makers.street, &round, next).await.ok()["phase"], next);
    }
    for late in ["check", "supervise", "closed"] {
        go(&makers.street, &round, late).await.refused(409, "round.closed");
    }
    find(&makers.head, &round, home).await.refused(409, "round.closed");
    excuse(&makers.head, &round, home).await.refused(409, "round.closed");
    let other = town.staff(Role::StreetOfficer, "other").await;
    go(&other, &round, "closed").await.refused(404, "request.not_found");
}

#[tokio::test]
async fn each_gate_asks_for_what_its_phase_is_for() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    tick(&town, &makers.head, &round, home).await;
    let finding = find(&makers.head, &round, home).await.id("finding_id");
    go(&makers.street, &round, "assess").await.ok();
    let said = go(&makers.street, &round, "dispatch").await;
    said.refused(409, "round.gate_shut");
    assert!(said.body["detail"].as_str().unwrap().contains("findings_assessed (1)"));
    assess(&makers.street, &finding).await.ok();
    go(&makers.street, &round, "dispatch").await.ok();
    let said = go(&makers.street, &round, "supervise").await;
    assert!(said.body["detail"].as_str().unwrap().contains("findings_dispatched (1)"));
    dispatch(&makers.street, &finding, makers.head.account.unwrap()).await.ok();
    go(&makers.street, &round, "supervise").await.ok();
    let late = find(&makers.head, &round, home).await.id("finding_id");
    let said = go(&makers.street, &round, "closed").await;
    let detail = said.body["detail"].as_str().unwrap();
    assert!(detail.contains("findings_dispatched (1), findings_settled (2)"), "{detail}");
    resolve(&makers.head, &finding).await.ok();
    dismiss(&makers.street, &late).await.ok();
    go(&makers.street, &round, "closed").await.ok();
}

#[tokio::test]
async fn who_moves_in_during_the_check_must_be_seen_and_who_leaves_need_not() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let (stays, leaves) = (town.household("north/1/u1").await, town.household("north/1/u2").await);
    let round = makers.open().await;
    tick(&town, &makers.head, &round, stays).await;
    let comes = town.household("north/2/u1").await;
    town.sql("UPDATE household SET state = 'left' WHERE id = $1", params![leaves]).await;
    go(&makers.street, &round, "assess").await.refused(409, "round.gate_shut");
    work(&town, "rounds.keep").await;
    tick(&town, &makers.worker, &round, comes).await;
    let moved = go(&makers.street, &round, "assess").await.ok();
    assert_eq!(moved["household_count"], 3);
    let path = format!("/monitoring-rounds/{round}/households?excused=true");
    let page = makers.street.get(&path).await.ok();
    assert_eq!(page["items"][0]["household_id"], json!(leaves));
    assert_eq!(page["items"][0]["excused_for"], "moved_away");
}

#[tokio::test]
async fn an_excuse_is_given_by_somebody_else_for_a_household_that_waits() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let (home, seen) = (town.household("north/1/u1").await, town.household("north/1/u1").await);
    let round = makers.open().await;
    tick(&town, &makers.worker, &round, seen).await;
    excuse(&makers.head, &round, seen).await.refused(409, "round.visited");
    let path = format!("/monitoring-rounds/{round}/households/{home}/excuse");
    let said = makers.head.post(&path, json!({ "reason": "moved_away" })).await;
    said.refused_field("/reason", "field.choice");
    let said = makers.head.post(&path, json!({ "reason": "bored" })).await;
    assert_eq!(said.status, 422);
    let account = makers.head.account.unwrap();
    town.sql("UPDATE account SET household_id = $2 WHERE id = $1", params![account, home]).await;
    let own = town.sign_in(account).await;
    excuse(&own, &round, home).await.refused(403, "round.own_household");
    find(&own, &round, home).await.refused(403, "round.own_household");
    excuse(&makers.worker, &round, home).await.ok();
    let again = makers.worker.post(&path, json!({ "reason": "in_hospital" })).await.ok();
    assert_eq!(again["excused_for"], "in_hospital");
    go(&makers.street, &round, "assess").await.ok();
    excuse(&makers.worker, &round, home).await.refused(409, "round.check_over");
    let new = town.household("north/1/u1").await;
    find(&makers.worker, &round, new).await.refused(409, "round.not_covered");
}
