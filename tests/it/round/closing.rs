//! Closing: the figures are frozen once, what goes on is handed over, and months are compared.

use sea_orm::FromQueryResult;
use serde_json::json;
use xinju::params;

use super::*;
use crate::support::{total, work};
use crate::town::Town;

/// Takes a round with its households ticked to the end of its supervision.
async fn supervise(makers: &Makers<'_>, round: &str) {
    for next in ["assess", "dispatch", "supervise"] {
        go(&makers.street, round, next).await.ok();
    }
}

#[tokio::test]
async fn what_was_frozen_survives_what_changes_later() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let (one, two) = (town.household("north/1/u1").await, town.household("south/1/u1").await);
    let round = makers.open().await;
    tick(&town, &makers.head, &round, one).await;
    excuse(&makers.street, &round, two).await.ok();
    let finding = makers.dispatched(&round, one).await;
    supervise(&makers, &round).await;
    resolve(&makers.head, &finding).await.ok();
    let live = coverage(&makers.street, &round).await;
    let closed = go(&makers.street, &round, "closed").await.ok();
    assert!(closed["closed_at"].is_string());
    town.sql("UPDATE round_household SET excused_for = NULL, colour = 'red'", vec![]).await;
    town.sql("UPDATE household SET state = 'left'", vec![]).await;
    let frozen = coverage(&makers.street, &round).await;
    assert_eq!((&live["is_frozen"], &frozen["is_frozen"]), (&json!(false), &json!(true)));
    assert_eq!(frozen["total"], live["total"]);
    assert_eq!(frozen["buildings"], live["buildings"]);
    for change in ["UPDATE round_snapshot SET checked = 0", "DELETE FROM round_snapshot"] {
        assert!(town.try_sql(change, vec![]).await.is_err(), "{change}");
    }
}

#[tokio::test]
async fn of_two_closings_at_once_one_counts() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    tick(&town, &makers.head, &round, home).await;
    supervise(&makers, &round).await;
    let (street, path) = (&makers.street, format!("/monitoring-rounds/{round}/phase"));
    let (a, b) =
        tokio::join!(go(street, &round, "closed"), street.post(&path, json!({ "to": "closed" })));
    let mut seen = [a.status, b.status];
    seen.sort_unstable();
    assert_eq!(seen, [200, 409]);
    assert_eq!(town.count("round_snapshot").await, 1);
}

#[tokio::test]
async fn a_round_does_not_close_past_the_database_while_a_finding_has_no_owner() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    let id = find(&makers.head, &round, home).await.id("finding_id");
    let close = "UPDATE monitoring_round SET phase = 'closed', closed_at = 1";
    assert!(town.try_sql(close, vec![]).await.is_err());
    dismiss(&makers.street, &id).await.ok();
    assert_eq!(town.try_sql(close, vec![]).await, Ok(1));
}

#[tokio::test]
async fn a_finding_goes_on_in_the_next_month_with_its_owner_and_words() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    tick(&town, &makers.head, &round, home).await;
    let id = makers.dispatched(&round, home).await;
    supervise(&makers, &round).await;
    go(&makers.street, &round, "closed").await.refused(409, "round.gate_shut");
    hand_over(&makers.street, &id).await.refused(409, "round.no_next_round");
    town.clock.advance_ms(DAY_MS * 31);
    let next = makers.open().await;
    let goes_on = hand_over(&makers.street, &id).await.ok();
    assert_eq!((&goes_on["round_id"], &goes_on["handed_from"]), (&json!(next), &json!(id)));
    assert_eq!(goes_on["owner_id"], json!(makers.head.account));
    assert_eq!(
        (&goes_on["state"], &goes_on["due_on"]),
        (&json!("dispatched"), &json!("2026-04-16"))
    );
    let new = goes_on["finding_id"].as_str().unwrap();
    let shown = makers.head.get(&format!("/round-findings/{new}")).await.ok();
    assert_eq!(shown["words"], "老人查出慢性病，药费三百多元。");
    hand_over(&makers.street, &id).await.refused(409, "round.handed_over");
    resolve(&makers.head, &id).await.refused(409, "round.handed_over");
    let old = makers.head.get(&format!("/round-findings/{id}")).await.ok();
    assert_eq!(old["finding"]["handed_to"], json!(new));
    go(&makers.street, &round, "closed").await.ok();
    let frozen = coverage(&makers.street, &round).await;
    assert_eq!(
        (&frozen["total"]["findings"], &frozen["total"]["resolved"]),
        (&json!(1), &json!(0))
    );
    resolve(&makers.head, new).await.ok();
    let settled = format!("/monitoring-rounds/{next}/findings?settled=true");
    assert_eq!(total(&makers.street, &settled).await, 1);
}

#[tokio::test]
async fn months_are_compared_figure_by_figure_and_building_by_building() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let (one, two) = (town.household("north/1/u1").await, town.household("north/2/u1").await);
    let round = makers.open().await;
    let alone = makers.street.get(&format!("/monitoring-rounds/{round}/comparison")).await.ok();
    assert!(alone.get("before").is_none() && alone["total"].get("change").is_none());
    tick(&town, &makers.head, &round, one).await;
    tick(&town, &makers.worker, &round, two).await;
    supervise(&makers, &round).await;
    go(&makers.street, &round, "closed").await.ok();
    town.clock.advance_ms(DAY_MS * 31);
    town.sql("UPDATE household SET state = 'left' WHERE id = $1", params![two]).await;
    town.household("south/1/u1").await;
    town.sql("UPDATE household SET colour = 'red' WHERE id = $1", params![one]).await;
    let next = makers.open().await;
    let seen = makers.street.get(&format!("/monitoring-rounds/{next}/comparison")).await.ok();
    assert_eq!(seen["before"]["round_id"], json!(round));
    assert_eq!(seen["total"]["before"]["checked"], 2);
    let change = &seen["total"]["change"];
    assert_eq!((&change["households"], &change["checked"]), (&json!(0), &json!(-2)));
    assert_eq!((&change["red"], &change["green"]), (&json!(1), &json!(-1)));
    let buildings: Vec<_> = seen["buildings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (&line["building_id"], line["figures"]["change"]["households"].as_i64()))
        .collect();
    let node = |place| json!(town.node(place));
    let (kept, new, gone) = (node("north/1"), node("south/1"), node("north/2"));
    assert_eq!(buildings, [(&kept, Some(0)), (&new, Some(1)), (&gone, Some(-1))]);
}

#[tokio::test]
async fn after_all_that_the_books_still_agree() {
    #[derive(FromQueryResult)]
    struct Sum {
        households: i64,
        covered: i64,
    }
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    let comes = town.household("south/1/u2").await;
    work(&town, "rounds.keep").await;
    tick(&town, &makers.head, &round, home).await;
    excuse(&makers.street, &round, comes).await.ok();
    supervise(&makers, &round).await;
    go(&makers.street, &round, "closed").await.ok();
    let sums: Vec<Sum> = town
        .rows(
            "SELECT household_count AS covered, (SELECT CAST(SUM(s.households) AS bigint) \
             FROM round_snapshot s WHERE s.round_id = r.id) AS households FROM monitoring_round r",
            vec![],
        )
        .await;
    assert_eq!((sums[0].households, sums[0].covered), (2, 2));
}
