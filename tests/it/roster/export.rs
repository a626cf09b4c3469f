//! The register given out again.

use std::time::Duration;

use calamine::{Reader, Xlsx};
use entity::appointment::Role;
use serde_json::json;
use xinju::roster::columns::Column;

use super::{csv, import, lines, officer, person, upload, with, xlsx};
use crate::town::{Town, id_card};

/// All cells of the first sheet below heading and explanations.
fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("花名册").unwrap();
    let rows = range.rows().skip(2);
    rows.map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[tokio::test]
async fn an_export_shows_no_number_unless_it_is_asked_for_with_a_reason() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    import(&officer, csv(&lines())).await;
    let site = town.node("site");
    let masked = officer.get(&format!("/rosters/{site}/export")).await;
    assert_eq!(masked.status, 200);
    let rows = cells(&masked.bytes);
    assert_eq!(rows.len(), 5);
    let shown = format!("{rows:?}");
    for card in 501..=505 {
        assert!(!shown.contains(&id_card(card)));
    }
    assert!(!shown.contains("王大山") && !shown.contains("13988887777"), "{shown}");
    for column in [Column::Health, Column::BirthDay] {
        assert!(rows.iter().all(|row| row[column.place()].is_empty()), "{column:?}: {shown}");
    }

    let wish = |reason| json!({ "node_id": site, "unmasked": true, "reason": reason });
    officer.post("/rosters/exports", wish(" ")).await.refused(422, "roster.no_reason");
    let county = town.staff(Role::CountyOfficer, "").await;
    county.post("/rosters/exports", wish("核对")).await.refused(403, "roster.not_unmasked");
    let whole = officer.post("/rosters/exports", wish("年度核对")).await;
    assert_eq!(whole.status, 200);
    let rows = cells(&whole.bytes);
    let shown = format!("{rows:?}");
    assert!(shown.contains(&id_card(501)) && shown.contains("13988887777"));
    assert!(rows.iter().all(|row| row[Column::Health.place()] == "健康"), "{shown}");
    let told = "audit WHERE action = 'household.export' AND reason = '年度核对'";
    assert_eq!(town.count(told).await, 3, "every household can read it");
    for home in town.households().await {
        let log = town.resident(home).await.get("/me/household/access-log").await.ok();
        let line = &log["items"][0];
        assert_eq!(
            (&line["action"], &line["reason"]),
            (&json!("household.export"), &json!("年度核对"))
        );
        assert!(line["what"].as_str().unwrap().contains("导出"), "{line:#}");
        assert_eq!(line["fields"], json!(["name", "id_card", "phone", "birth_date", "health"]));
    }
    let again = upload(&officer, "site", whole.bytes).await.ok();
    assert_eq!(again["counts"]["unchanged"], 5, "what goes out can come in: {again:#}");
}

#[tokio::test]
async fn a_worker_exports_the_own_community_only() {
    let town = Town::start().await;
    town.household("north/1/u1").await;
    town.household("south/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    for place in ["site", "north"] {
        let said = worker.get(&format!("/rosters/{}/export", town.node(place))).await;
        let rows = cells(&said.bytes);
        assert_eq!(rows.len(), 1, "{place}");
        assert_eq!(rows[0][Column::Community.place()], "north");
    }
    for place in ["south", "other", "far"] {
        let said = worker.get(&format!("/rosters/{}/export", town.node(place))).await;
        said.refused(404, "request.not_found");
    }
}

#[tokio::test]
async fn a_cell_that_would_be_a_formula_comes_out_harmless() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    let evil = "=HYPERLINK(\"http://evil.example\")";
    let line = with(person("R001", "户主", "王大山", 501), Column::Helper, evil);
    import(&officer, xlsx(&[line])).await;
    let said = officer.get(&format!("/rosters/{}/export", town.node("site"))).await;
    let rows = cells(&said.bytes);
    let cell = &rows[0][Column::Helper.place()];
    assert_eq!(cell, &format!("'{evil}"));
}

#[tokio::test]
async fn no_more_exports_run_at_once_than_allowed() {
    let town = Town::with(|config| config.export.running_max = 2).await;
    let officer = officer(&town).await;
    town.household("north/1/u1").await;
    let path = format!("/rosters/{}/export", town.node("site"));
    let turns = &town.app.exports;
    let first = turns.wait().await.unwrap();
    assert_eq!(officer.get(&path).await.status, 200);
    let second = turns.wait().await.unwrap();
    let soon = tokio::time::timeout(Duration::from_millis(300), officer.get(&path)).await;
    assert!(soon.is_err(), "it waits for its turn");
    drop(first);
    assert_eq!(officer.get(&path).await.status, 200);
    drop(second);
}
