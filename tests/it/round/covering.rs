//! Whom a round covers, and what its figures open to.

use entity::appointment::Role;
use serde_json::{Value, json};
use xinju::params;

use super::*;
use crate::support::total;
use crate::town::Town;

#[tokio::test]
async fn a_round_covers_everybody_who_lives_at_the_site_once() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    for door in ["north/1/u1", "north/1/u2", "north/2/u1", "south/1/u1", "far/1/u1"] {
        town.household(door).await;
    }
    let gone = town.household("north/1/u1").await;
    town.sql("UPDATE household SET state = 'left' WHERE id = $1", params![gone]).await;
    let round = open(&makers.street, "site").await.ok();
    assert_eq!(round["household_count"], 4);
    assert_eq!((&round["phase"], &round["phase_word"]), (&json!("check"), &json!("月排查")));
    let days = ["month", "check_by", "assess_by", "dispatch_by", "supervise_by"];
    let seen = days.map(|day| round[day].as_str().unwrap());
    assert_eq!(seen, ["2026-03-01", "2026-03-20", "2026-03-25", "2026-03-31", "2026-04-05"]);
    let id = round["round_id"].as_str().unwrap();
    let figures = coverage(&makers.street, id).await;
    let rows: Vec<_> = figures["buildings"].as_array().unwrap().iter().map(counts).collect();
    assert_eq!(rows, [(json!("1栋"), 2), (json!("2栋"), 1), (json!("1栋"), 1)]);
    assert_eq!(figures["total"]["open"], 4);
}

fn counts(building: &Value) -> (Value, i64) {
    (building["building_name"].clone(), building["figures"]["households"].as_i64().unwrap())
}

#[tokio::test]
async fn a_visit_of_this_month_before_the_opening_counts_and_other_visits_do_not() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let now = town.clock.now();
    let mut homes = vec![];
    for (days, outcome) in [(1, "nothing_changed"), (1, "not_home"), (3, "nothing_changed")] {
        let home = town.household("north/1/u1").await;
        let at = now.plus_ms(-DAY_MS * days);
        visited(&town, &makers.worker, home, at, outcome).await;
        homes.push(home);
    }
    let late = now.plus_ms(-3_600_000);
    visited(&town, &makers.worker, homes[0], late, "nothing_changed").await;
    let round = makers.open().await;
    let path = format!("/monitoring-rounds/{round}/households?checked=true&include_total=true");
    let page = makers.worker.get(&path).await.ok();
    assert_eq!(page["total"], 1);
    assert_eq!(page["items"][0]["household_id"], json!(homes[0]));
    assert_eq!(page["items"][0]["checked_at"], json!(now.plus_ms(-DAY_MS)));
}

#[tokio::test]
async fn a_site_has_one_round_a_month_even_when_two_open_it_at_once() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let other = town.staff(Role::StreetOfficer, "site").await;
    town.household("north/1/u1").await;
    let (a, b) = tokio::join!(open(&makers.street, "site"), open(&other, "site"));
    let mut seen = [a.status, b.status];
    seen.sort_unstable();
    assert_eq!(seen, [201, 409]);
    assert_eq!(town.count("monitoring_round").await, 1);
    assert_eq!(town.count("round_household").await, 1);
    open(&other, "site").await.refused(409, "round.exists");
    let key = town.id();
    town.clock.advance_ms(DAY_MS * 30);
    let (street, body) =
        (town.sign_in(other.account.unwrap()).await, json!({ "site_id": town.node("site") }));
    let first = street.post_keyed("/monitoring-rounds", key, body.clone()).await;
    let again = street.post_keyed("/monitoring-rounds", key, body).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body, again.body);
    assert_eq!(town.count("monitoring_round").await, 2);
}

#[tokio::test]
async fn only_sites_of_ones_own_area_have_rounds() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    open(&makers.street, "other").await.refused(404, "request.not_found");
    open(&makers.worker, "site").await.refused(403, "auth.forbidden");
    let said = open(&makers.street, "north").await;
    said.refused_field("/site_id", "field.unknown_reference");
}

#[tokio::test]
async fn every_figure_opens_to_as_many_rows_as_it_says() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let mut homes = vec![];
    for door in ["north/1/u1", "north/1/u1", "north/1/u2", "north/2/u1", "south/2/u2"] {
        homes.push(town.household(door).await);
    }
    let paint = "UPDATE household SET colour = $2, monitoring = $3 WHERE id = $1";
    town.sql(paint, params![homes[0], "red", "unstable"]).await;
    town.sql(paint, params![homes[3], "yellow", "none"]).await;
    let round = makers.open().await;
    tick(&town, &makers.head, &round, homes[0]).await;
    tick(&town, &makers.worker, &round, homes[3]).await;
    excuse(&makers.worker, &round, homes[1]).await.ok();
    let settled = makers.dispatched(&round, homes[0]).await;
    resolve(&makers.head, &settled).await.ok();
    makers.assessed(&round, homes[3]).await;
    let seen = coverage(&makers.street, &round).await;
    let expected = json!({
        "households": 5, "checked": 2, "excused": 1, "open": 2, "red": 1, "yellow": 1, "green": 3,
        "monitored": 1, "findings": 2, "resolved": 1, "measures": 0,
    });
    assert_eq!(seen["total"], expected);
    opens(&makers.street, &seen["total"], &seen["links"]).await;
    for building in seen["buildings"].as_array().unwrap() {
        opens(&makers.street, &building["figures"], &building["links"]).await;
    }
    let own = coverage(&makers.head, &round).await;
    assert_eq!(own["buildings"].as_array().unwrap().len(), 1);
    opens(&makers.head, &own["total"], &own["links"]).await;
}

/// Follows each link and counts.
async fn opens(by: &Actor<'_>, figures: &Value, links: &Value) {
    for (name, figure) in figures.as_object().unwrap() {
        let link = links[name].as_str().unwrap().strip_prefix(xinju::api::BASE).unwrap();
        assert_eq!(total(by, link).await, figure.as_i64().unwrap(), "{name} at {link}");
    }
}

#[tokio::test]
async fn another_building_s_head_sees_nothing_of_this_one() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = makers.open().await;
    let finding = find(&makers.head, &round, home).await.id("finding_id");
    let beside = town.staff(Role::BuildingHead, "north/2").await;
    let far = town.staff(Role::StreetOfficer, "other").await;
    excuse(&beside, &round, home).await.refused(404, "request.not_found");
    find(&beside, &round, home).await.refused(404, "request.not_found");
    let path = format!("/round-findings/{finding}");
    beside.get(&path).await.refused(404, "request.not_found");
    let list = format!("/monitoring-rounds/{round}/findings");
    beside.get(&list).await.refused(404, "request.not_found");
    assert_eq!(coverage(&beside, &round).await["total"]["households"], 0);
    assert_eq!(beside.get("/monitoring-rounds").await.ok()["items"][0]["round_id"], json!(round));
    for path in ["", "/coverage", "/comparison"] {
        let path = format!("/monitoring-rounds/{round}{path}");
        far.get(&path).await.refused(404, "request.not_found");
    }
    assert_eq!(total(&far, "/monitoring-rounds").await, 0);
}

#[tokio::test]
async fn lists_of_households_come_in_pages_and_name_heads_masked() {
    let town = Town::start().await;
    let makers = Makers::gather(&town).await;
    for _ in 0..5 {
        town.household("north/1/u1").await;
    }
    let round = makers.open().await;
    let mut path = format!("/monitoring-rounds/{round}/households?limit=2");
    let mut seen = vec![];
    loop {
        let page = makers.head.get(&path).await.ok();
        for item in page["items"].as_array().unwrap() {
            assert_eq!(
                (&item["head_name"], &item["colour_shape"]),
                (&json!("张*明"), &json!("circle"))
            );
            seen.push(item["household_id"].as_str().unwrap().to_owned());
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/monitoring-rounds/{round}/households?limit=2&cursor={cursor}");
    }
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!((seen.len(), unique.len()), (5, 5));
}
