//! What items come to, as staff and as the household read it.

use entity::appointment::Role;
use serde_json::json;

use super::*;
use crate::town::{Somebody, Town};

#[tokio::test]
async fn a_sheet_sums_by_kind_and_divides_among_those_who_live_there() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    town.person(household, Somebody::default()).await;
    town.person(household, Somebody::default()).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    record(&worker, household, "wage", 1_000_000).await;
    record(&worker, household, "wage", 500_000).await;
    record(&worker, household, "business", 300_000).await;
    record(&worker, household, "business_cost", 100_000).await;
    record(&worker, household, "necessary_cost", 200_001).await;
    let mut before = item(household, "transfer", 600_000);
    before["year"] = json!(2025);
    worker.post("/income-items", before).await.ok();
    let sheet = worker.get(&format!("/households/{household}/income?year=2026")).await.ok();
    let members = sheet["members"].as_i64().unwrap();
    assert_eq!(sheet["sums"][0]["amount_fen"], 1_500_000);
    assert_eq!(sheet["sums"][0]["items"], 2);
    assert_eq!((&sheet["income_fen"], &sheet["cost_fen"]), (&json!(1_800_000), &json!(300_001)));
    assert_eq!(sheet["net_fen"], 1_499_999);
    assert_eq!(sheet["net_per_head_fen"], 1_499_999 / members);
    assert_eq!(sheet["is_below_line"], true);
    assert_eq!(sheet["year_before"]["net_fen"], 600_000);
    let more = 1_499_999 / members - 600_000 / members;
    assert_eq!(sheet["change_per_head_fen"], more);
    assert_eq!(sheet["items"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn a_household_reads_its_own_ledger_in_full_and_who_looked() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let nothing = resident.get("/me/income").await.ok();
    assert_eq!(nothing["sentence"], "2026年还没有登记您家的收入。");
    assert_eq!(nothing.get("net_per_head_fen"), None);
    let mut body = item(household, "wage", 500_000);
    body["note"] = json!("在县城饭店帮工");
    worker.post("/income-items", body).await.ok();
    let own = resident.get("/me/income?year=2026").await.ok();
    assert_eq!(own["items"][0]["note"], "在县城饭店帮工");
    assert!(own["sentence"].as_str().unwrap().contains("一共5000元"), "{own:#}");
    let neighbour = town.resident(town.household("north/1/u2").await).await;
    assert_eq!(neighbour.get("/me/income").await.ok()["items"], json!([]));
    worker.get(&format!("/households/{household}/income")).await.ok();
    let log = resident.get("/me/household/access-log").await.ok();
    let log = log.to_string();
    assert!(log.contains("查看了您家的收入台账"), "{log}");
}
