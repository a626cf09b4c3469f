//! Who has little, and whether anybody looks after them.

use entity::appointment::Role;

use super::*;
use crate::support::{assign, ids, open_plan, total};
use crate::town::Town;

#[tokio::test]
async fn who_has_neither_helper_nor_plan_comes_first_and_totals_agree() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let head = town.staff(Role::BuildingHead, "north/1").await.account.unwrap();
    let mut homes = Vec::new();
    for fen in [100_000, 300_000, 200_000, 900_000, 90_000_000] {
        let home = town.household("north/1/u1").await;
        record(&worker, home, "wage", fen).await;
        homes.push(home);
    }
    let silent = town.household("north/1/u1").await;
    assign(&worker, homes[0], head).await.ok();
    open_plan(&worker, homes[0]).await;
    assign(&worker, homes[2], head).await.ok();
    let found = ids(&worker, "/income-screening", "household_id").await;
    let order = [homes[1], homes[3], homes[2], homes[0]].map(|home| home.to_string());
    assert_eq!(found, order);
    let mut paged = Vec::new();
    let mut path = "/income-screening?limit=1&include_total=true".to_owned();
    loop {
        let page = worker.get(&path).await.ok();
        assert_eq!(page["total"], 4);
        paged.push(page["items"][0]["household_id"].as_str().unwrap().to_owned());
        let Some(next) = page["next_cursor"].as_str() else { break };
        path = format!("/income-screening?limit=1&include_total=true&cursor={next}");
    }
    assert_eq!(paged, order);
    for (missing, households) in [("helper", 2), ("plan", 3), ("either", 3), ("both", 2)] {
        let path = format!("/income-screening?missing={missing}");
        assert_eq!(total(&worker, &path).await, households, "{missing}");
    }
    let unknown = ids(&worker, "/income-screening?recorded=false", "household_id").await;
    assert_eq!(unknown, [silent.to_string()]);
    assert_eq!(total(&worker, "/income-screening?year=2025").await, 0);
    assert_eq!(total(&worker, "/income-screening?year=2025&recorded=false").await, 6);
    let other = town.staff(Role::CommunityWorker, "south").await;
    assert_eq!(total(&other, "/income-screening").await, 0);
}

#[tokio::test]
async fn a_household_in_the_red_is_below_the_line() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let home = town.household("north/1/u1").await;
    record(&worker, home, "necessary_cost", 100_001).await;
    let page = worker.get("/income-screening").await.ok();
    let line = &page["items"][0];
    assert_eq!(line["net_fen"], -100_001);
    let sheet = worker.get(&format!("/households/{home}/income")).await.ok();
    assert_eq!(line["net_per_head_fen"], sheet["net_per_head_fen"]);
}
