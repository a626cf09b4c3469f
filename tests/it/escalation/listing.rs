//! The list of what went up.

use entity::appointment::Role;
use serde_json::json;

use super::*;
use crate::chain::Desks;
use crate::declaration::{accept, declare};
use crate::support::total;

#[tokio::test]
async fn the_list_says_from_whom_to_whom_past_whom_and_whether_anything_was_done_since() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let county = town.staff(Role::CountyOfficer, "").await;
    let id = declare(&resident).await;
    wait(&town, 2);
    tick(&town).await;
    let page = county.get("/escalations?include_total=true").await.ok();
    assert_eq!(page["total"], 1);
    let line = &page["items"][0];
    assert_eq!((&line["declaration_id"], &line["household_id"]), (&json!(id), &json!(household)));
    assert_eq!((&line["cause"], &line["state"]), (&json!("step"), &json!("submitted")));
    assert_eq!((&line["from_level"], &line["from_name"]), (&json!("community"), &json!("north")));
    assert_eq!((&line["to_level"], &line["to_node_id"]), (&json!("county"), &json!(town.node(""))));
    assert_eq!((&line["skipped_levels"], &line["told"]), (&json!(["site"]), &json!(1)));
    assert_eq!(line["due_at"], "2026-03-03T16:00:00.000Z");
    assert!(line.get("acted_at").is_none());
    assert!(line["head_name"].as_str().unwrap().contains('*'), "{line:#}");
    town.clock.advance_ms(60_000);
    accept(&worker, &id).await.ok();
    let line = county.get("/escalations").await.ok()["items"][0].clone();
    assert_eq!(line["acted_at"], town.clock.now().to_string());
}

#[tokio::test]
async fn it_is_narrowed_by_level_place_and_day_and_shows_nobody_elses_area() {
    let town = Town::start().await;
    let desks = Desks::gather(&town).await;
    let far = town.staff(Role::StreetOfficer, "other").await;
    let auditor = town.staff(Role::Auditor, "").await;
    for door in ["north/1/u1", "south/1/u1", "far/1/u1"] {
        declare(&town.resident(town.household(door).await).await).await;
    }
    wait(&town, 2);
    tick(&town).await;
    wait(&town, 2);
    tick(&town).await;
    for (who, all) in
        [(&desks.county, 6), (&auditor, 6), (&desks.street, 4), (&desks.worker, 2), (&far, 2)]
    {
        assert_eq!(total(who, "/escalations").await, all);
    }
    let county = &desks.county;
    let north = town.node("north");
    for (query, all) in [
        ("level=site".to_owned(), 3),
        ("level=county".to_owned(), 3),
        ("level=community".to_owned(), 0),
        (format!("node_id={north}"), 2),
        (format!("node_id={north}&level=county"), 1),
        ("from=2026-03-04&to=2026-03-04".to_owned(), 3),
        ("from=2026-03-05".to_owned(), 3),
        ("to=2026-03-03".to_owned(), 0),
    ] {
        assert_eq!(total(county, &format!("/escalations?{query}")).await, all, "{query}");
    }
    let first = county.get("/escalations?limit=4").await.ok();
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = county.get(&format!("/escalations?limit=4&cursor={cursor}")).await.ok();
    assert_eq!(rest["items"].as_array().unwrap().len(), 2);
    assert!(rest.get("next_cursor").is_none());
}
