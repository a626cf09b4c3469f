//! What is found: recorded, assessed, given to an owner, settled once.

use entity::appointment::Role;
use sea_orm::FromQueryResult;
use serde_json::json;
use xinju::params;

use super::*;
use crate::support::{plan, told, total};
use crate::town::Town;

#[tokio::test]
async fn a_finding_goes_from_the_door_to_its_owner_and_is_settled_once() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    let found = find(&makers.head, &round, home).await.ok();
    assert_eq!((&found["state"], &found["kind"]), (&json!("open"), &json!("illness")));
    let id = found["finding_id"].as_str().unwrap();
    dispatch(&makers.street, id, makers.head.account.unwrap())
        .await
        .refused(409, "round.wrong_state");
    let path = format!("/round-findings/{id}/assessment");
    let assessed = makers.street.post(&path, json!({ "kind": "disability" })).await.ok();
    assert_eq!((&assessed["state"], &assessed["kind"]), (&json!("assessed"), &json!("disability")));
    assess(&makers.street, id).await.refused(409, "round.wrong_state");
    let owner = makers.head.account.unwrap();
    let given = dispatch(&makers.street, id, owner).await.ok();
    assert_eq!((&given["owner_id"], &given["due_on"]), (&json!(owner), &json!("2026-03-16")));
    assert_eq!(told(&town, owner, "round").await.len(), 1);
    resolve(&makers.worker, id).await.refused(403, "round.not_owner");
    resolve(&makers.head, id).await.ok();
    resolve(&makers.head, id).await.refused(409, "round.wrong_state");
    dismiss(&makers.street, id).await.refused(409, "round.wrong_state");
    let shown = makers.street.get(&format!("/round-findings/{id}")).await.ok();
    assert_eq!(shown["words"], "老人查出慢性病，药费三百多元。");
    assert_eq!(shown["outcome"], "已办好慢性病卡，药费可报销。");
    let resident = town.resident(home).await;
    let log = resident.get("/me/household/access-log").await.ok().to_string();
    assert!(log.contains("查看了月排查时在您家了解到的情况"), "{log}");
}

#[tokio::test]
async fn words_of_findings_lie_sealed_and_lists_do_not_show_them() {
    #[derive(FromQueryResult)]
    struct Row {
        words_sealed: String,
        outcome_sealed: Option<String>,
    }
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    let id = find(&makers.head, &round, home).await.id("finding_id");
    dismiss(&makers.street, &id).await.ok();
    let rows: Vec<Row> =
        town.rows("SELECT words_sealed, outcome_sealed FROM round_finding", vec![]).await;
    for sealed in [Some(&rows[0].words_sealed), rows[0].outcome_sealed.as_ref()] {
        assert!(sealed.unwrap().starts_with("s1."));
    }
    let list = makers.street.get(&format!("/monitoring-rounds/{round}/findings")).await.ok();
    assert!(!list.to_string().contains("慢性病"));
    assert_eq!(list["items"][0]["head_name"], "张*明");
}

#[tokio::test]
async fn an_owner_works_where_the_household_lives_and_is_not_of_it() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    let id = makers.assessed(&round, home).await;
    let beside = town.staff(Role::BuildingHead, "north/2").await.account.unwrap();
    let county = town.staff(Role::CountyOfficer, "").await.account.unwrap();
    for stranger in [beside, county] {
        let said = dispatch(&makers.street, &id, stranger).await;
        said.refused_field("/owner_id", "field.unknown_reference");
    }
    let owner = makers.head.account.unwrap();
    town.sql("UPDATE account SET household_id = $2 WHERE id = $1", params![owner, home]).await;
    dispatch(&makers.street, &id, owner).await.refused(409, "round.owner_of_household");
    let path = format!("/round-findings/{id}/dispatch");
    let worker = makers.worker.account.unwrap();
    let said = makers.street.post(&path, json!({ "owner_id": worker })).await;
    said.refused_field("/due_on", "field.missing");
    let body = json!({ "owner_id": worker, "due_on": "2026-03-01" });
    makers.street.post(&path, body).await.refused_field("/due_on", "field.too_small");
}

#[tokio::test]
async fn a_measure_for_the_same_household_answers_a_finding() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let (home, other) = (town.household("north/1/u1").await, town.household("north/1/u2").await);
    let round = makers.open().await;
    let id = makers.assessed(&round, home).await;
    let path = format!("/round-findings/{id}/dispatch");
    let owner = makers.worker.account.unwrap();
    let theirs = plan(&makers.worker, other).await;
    let said = makers.street.post(&path, json!({ "owner_id": owner, "measure_id": theirs })).await;
    said.refused_field("/measure_id", "field.unknown_reference");
    let own = plan(&makers.worker, home).await;
    let said = makers.street.post(&path, json!({ "owner_id": owner, "measure_id": own })).await;
    assert_eq!(said.ok()["measure_id"], json!(own));
    let list = format!("/monitoring-rounds/{round}/findings?measured=true&owned=true&mine=true");
    assert_eq!(total(&makers.worker, &list).await, 1);
    assert_eq!(total(&makers.street, &list).await, 0);
    assert_eq!(coverage(&makers.street, &round).await["total"]["measures"], 1);
}

#[tokio::test]
async fn nobody_decides_about_a_finding_in_their_own_household() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    let id = makers.dispatched(&round, home).await;
    let account = town.staff(Role::StreetOfficer, "site").await.account.unwrap();
    town.sql("UPDATE account SET household_id = $2 WHERE id = $1", params![account, home]).await;
    let own = town.sign_in(account).await;
    for said in [
        assess(&own, &id).await,
        dispatch(&own, &id, makers.worker.account.unwrap()).await,
        resolve(&own, &id).await,
        dismiss(&own, &id).await,
        hand_over(&own, &id).await,
    ] {
        said.refused(403, "round.own_household");
    }
}

#[tokio::test]
async fn a_visit_goes_with_a_finding_only_if_it_was_to_that_household() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let (home, other) = (town.household("north/1/u1").await, town.household("north/1/u1").await);
    let now = town.clock.now();
    let visit = visited(&town, &makers.head, home, now, "changed").await;
    let round = makers.open().await;
    let path = format!("/monitoring-rounds/{round}/findings");
    let body = |household| json!({ "household_id": household, "kind": "housing", "words": "漏水", "visit_id": visit });
    let said = makers.head.post(&path, body(other)).await;
    said.refused_field("/visit_id", "field.unknown_reference");
    let key = town.id();
    let first = makers.head.post_keyed(&path, key, body(home)).await;
    let again = makers.head.post_keyed(&path, key, body(home)).await;
    assert_eq!((first.status, first.body), (201, again.body));
    assert_eq!(town.count("round_finding").await, 1);
    let empty = json!({ "household_id": home, "kind": "housing", "words": " \n " });
    makers.head.post(&path, empty).await.refused_field("/words", "field.empty");
}
