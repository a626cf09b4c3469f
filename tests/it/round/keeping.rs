//! The service opens rounds, completes them, and tells once of each phase that is late.

use entity::appointment::Role;
use serde_json::json;
use xinju::params;

use super::*;
use crate::support::{told, total, work};
use crate::town::Town;

#[tokio::test]
async fn each_site_gets_one_round_a_month_however_often_the_work_is_done() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    town.household("north/1/u1").await;
    town.household("far/1/u1").await;
    work(&town, "rounds.keep").await;
    work(&town, "rounds.keep").await;
    assert_eq!(town.count("monitoring_round").await, 2);
    assert_eq!(town.count("round_household").await, 2);
    let page = makers.street.get("/monitoring-rounds?include_total=true").await.ok();
    assert_eq!(page["total"], 1);
    assert!(page["items"][0].get("opened_by_name").is_none());
    open(&makers.street, "site").await.refused(409, "round.exists");
    town.clock.advance_ms(DAY_MS * 30);
    work(&town, "rounds.keep").await;
    assert_eq!(total(&makers.street, "/monitoring-rounds").await, 2);
    assert_eq!(town.count("audit WHERE action = 'round.open'").await, 4);
}

#[tokio::test]
async fn a_site_in_which_nobody_lives_has_no_round() {
    let town = Town::start().await;
    work(&town, "rounds.keep").await;
    assert_eq!(town.count("monitoring_round").await, 0);
}

#[tokio::test]
async fn who_moves_in_is_taken_in_while_the_check_goes_on_and_only_then() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    town.household("north/1/u2").await;
    work(&town, "rounds.keep").await;
    work(&town, "rounds.keep").await;
    let figures = coverage(&makers.street, &round).await;
    assert_eq!(
        (&figures["total"]["households"], &figures["round"]["household_count"]),
        (&json!(2), &json!(2))
    );
    for waiting in town.households().await {
        if waiting != home {
            excuse(&makers.street, &round, waiting).await.ok();
        }
    }
    tick(&town, &makers.head, &round, home).await;
    go(&makers.street, &round, "assess").await.ok();
    town.household("north/1/u1").await;
    work(&town, "rounds.keep").await;
    assert_eq!(coverage(&makers.street, &round).await["total"]["households"], 2);
}

#[tokio::test]
async fn the_street_is_told_once_of_each_phase_that_is_late() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    let street = makers.street.account.unwrap();
    town.clock.advance_ms(DAY_MS * 18);
    work(&town, "rounds.keep").await;
    assert!(told(&town, street, "round").await.is_empty(), "the 20th is in time");
    assert_eq!(total(&makers.street, "/monitoring-rounds?overdue=true").await, 0);
    town.clock.advance_ms(DAY_MS);
    work(&town, "rounds.keep").await;
    work(&town, "rounds.keep").await;
    let first = "site3月的月排查已经过了截止日，请查看还缺什么，尽快进入下一阶段。";
    assert_eq!(told(&town, street, "round").await, [first]);
    let page = makers.street.get("/monitoring-rounds?overdue=true").await.ok();
    assert_eq!(page["items"][0]["is_overdue"], true);
    tick(&town, &makers.head, &round, home).await;
    go(&makers.street, &round, "assess").await.ok();
    assert_eq!(total(&makers.street, "/monitoring-rounds?overdue=false").await, 1);
    town.clock.advance_ms(DAY_MS * 5);
    work(&town, "rounds.keep").await;
    assert_eq!(told(&town, street, "round").await.len(), 2);
}

#[tokio::test]
async fn where_the_street_s_post_is_vacant_the_county_is_told() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let county = town.staff(Role::CountyOfficer, "").await.account.unwrap();
    town.household("north/1/u1").await;
    makers.open().await;
    town.sql(
        "UPDATE appointment SET ended_at = 1 WHERE account_id = $1",
        params![makers.street.account.unwrap()],
    )
    .await;
    town.clock.advance_ms(DAY_MS * 19);
    work(&town, "rounds.keep").await;
    assert_eq!(told(&town, county, "round").await.len(), 1);
}
