//! The figures of monitoring: each is what its list shows, for every caller and every node.

use entity::appointment::Role;
use serde_json::{Value, json};

use crate::chain::{self, Desks};
use crate::declaration::{accept, ask_pause, decide_pause, declare, refuse};
use crate::support::{aid, assign, deliver, open_plan, total, work};
use crate::town::{Actor, Town};
use crate::visit::{DAY_MS, painted, plan, unchanged};

/// The report that somebody gets.
async fn report(by: &Actor<'_>, query: &str) -> Value {
    by.get(&format!("/reports/monitoring{query}")).await.ok()
}

/// All figures anywhere in a report.
fn figures(report: &Value) -> Vec<Value> {
    match report {
        Value::Object(fields) if fields.contains_key("value") => vec![report.clone()],
        Value::Object(fields) => fields.values().flat_map(figures).collect(),
        Value::Array(items) => items.iter().flat_map(figures).collect(),
        _ => vec![],
    }
}

/// The figure of a group.
fn value(report: &Value, topic: &str, code: &str) -> i64 {
    let groups = report["groups"].as_array().unwrap();
    let group = groups.iter().find(|group| group["topic"] == topic).unwrap();
    let figures = group["figures"].as_array().unwrap();
    figures.iter().find(|figure| figure["code"] == code).unwrap()["value"].as_i64().unwrap()
}

/// The path that a link names.
fn path(figure: &Value) -> &str {
    figure["href"].as_str().unwrap().strip_prefix("/api/v1").unwrap()
}

/// How many rows the list shows when all its pages are read.
async fn rows(by: &Actor<'_>, list: &str) -> i64 {
    let (mut number, mut path) = (0, format!("{list}&limit=3"));
    loop {
        let page = by.get(&path).await.ok();
        number += i64::try_from(page["items"].as_array().unwrap().len()).unwrap();
        let Some(next) = page["next_cursor"].as_str() else { return number };
        path = format!("{list}&limit=3&cursor={next}");
    }
}

/// Households in three communities in every state that figures tell apart.
async fn lived(town: &Town) -> Desks<'_> {
    let desks = Desks::gather(town).await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let red = painted(town, "north/1/u1", "red").await;
    painted(town, "north/2/u1", "yellow").await;
    painted(town, "south/1/u1", "red").await;
    painted(town, "far/1/u1", "yellow").await;
    plan(town).await;
    unchanged(&head, red).await.ok();
    let round = desks.street.post("/monitoring-rounds", json!({ "site_id": town.node("site") }));
    assert_eq!(round.await.status, 201);

    let (_, supported) = chain::home(town, "north/1/u2").await;
    desks.supported(town, &supported).await;
    let street = town.sign_in(desks.street.account.unwrap()).await;
    let worker = town.sign_in(desks.worker.account.unwrap()).await;
    let county = town.sign_in(desks.county.account.unwrap()).await;
    let desks = Desks { worker, street, county };
    plan(town).await;

    let homes = ["north/1/u1", "north/1/u2", "north/2/u1", "south/1/u1", "far/1/u1"];
    let mut declared = Vec::new();
    for door in homes {
        declared.push(declare(&town.resident(town.household(door).await).await).await);
    }
    accept(&desks.worker, &declared[0]).await.ok();
    refuse(&desks.worker, &declared[1]).await.ok();
    accept(&desks.worker, &declared[2]).await.ok();
    let pause = ask_pause(&desks.worker, &declared[2]).await.id("pause_id");
    decide_pause(&desks.street, &declared[2], &pause, true).await.ok();

    let clue = crate::clue::record(&desks.worker, red).await;
    crate::clue::record(&desks.worker, red).await;
    let words = json!({ "words": "已入户了解，费用由保险支付。" });
    desks.worker.post(&format!("/clues/{clue}/clearance"), words).await.ok();
    for fen in [900_000, 3_000_000] {
        let home = town.household("north/1/u2").await;
        crate::income::record(&desks.worker, home, "wage", fen).await;
    }
    crate::income::record(&desks.worker, red, "wage", 500_000).await;
    assign(&desks.worker, red, head.account.unwrap()).await.ok();
    open_plan(&desks.worker, red).await;
    for is_given in [true, false] {
        let said = desks.worker.post("/measures", aid(red)).await;
        assert_eq!(said.status, 201, "{:#}", said.body);
        if is_given {
            deliver(&desks.worker, &said.id("measure_id")).await.ok();
        }
    }
    town.clock.advance_ms(DAY_MS * 8);
    work(town, "declarations.clock").await;
    work(town, "visits.missed").await;
    Desks {
        worker: town.sign_in(desks.worker.account.unwrap()).await,
        street: town.sign_in(desks.street.account.unwrap()).await,
        county: town.sign_in(desks.county.account.unwrap()).await,
    }
}

#[tokio::test]
async fn every_figure_opens_to_exactly_its_rows() {
    let town = Town::start().await;
    let desks = lived(&town).await;
    for (by, whose) in [(&desks.worker, "north"), (&desks.street, "site"), (&desks.county, "")] {
        let report = report(by, "").await;
        assert_eq!(report["node_id"], json!(town.node(whose)), "{whose}");
        let all = figures(&report);
        assert!(all.iter().filter(|figure| figure["value"].as_i64() > Some(0)).count() > 25);
        for figure in &all {
            assert_eq!(total(by, path(figure)).await, figure["value"], "{whose}: {figure:#}");
            assert_eq!(rows(by, path(figure)).await, figure["value"], "{whose}: {figure:#}");
        }
    }
}

#[tokio::test]
async fn the_children_add_up_to_what_lies_above_them() {
    let town = Town::start().await;
    let desks = lived(&town).await;
    let report = report(&desks.county, "").await;
    let children = report["children"].as_array().unwrap();
    assert_eq!(children.len(), 2, "two sites");
    let sum = |code: &str| -> i64 {
        let figures = children.iter().flat_map(|child| child["figures"].as_array().unwrap());
        figures.filter(|it| it["code"] == code).map(|it| it["value"].as_i64().unwrap()).sum()
    };
    assert_eq!(sum("households"), value(&report, "colours", "households"));
    assert_eq!(sum("red"), value(&report, "colours", "red"));
    assert_eq!(sum("declarations_overdue"), value(&report, "deadlines", "overdue"));
    assert_eq!(sum("monitored"), value(&report, "monitored", "open"));
    assert_eq!(sum("below_line"), value(&report, "screening", "below_line"));
    assert!(sum("red") > 0 && sum("monitored") > 0 && sum("below_line") > 0);
}

#[tokio::test]
async fn a_share_is_of_what_waits_and_is_absent_where_nothing_does() {
    let town = Town::start().await;
    let desks = Desks::gather(&town).await;
    let share = |report: &Value| report["shares"][0].clone();
    let empty = share(&report(&desks.worker, "").await);
    assert_eq!((&empty["code"], empty.get("percent")), (&json!("overdue"), None));
    for door in ["north/1/u1", "north/1/u2", "north/2/u1"] {
        declare(&town.resident(town.household(door).await).await).await;
    }
    town.clock.advance_ms(DAY_MS * 2);
    let worker = town.sign_in(desks.worker.account.unwrap()).await;
    let late = town.household("north/2/u1").await;
    declare(&town.resident(late).await).await;
    let share = share(&report(&worker, "").await);
    assert_eq!((&share["part"]["value"], &share["whole"]["value"]), (&json!(3), &json!(4)));
    assert_eq!(share["percent"], "75.00");
}

#[tokio::test]
async fn a_step_is_measured_in_working_days_from_coming_to_leaving() {
    let town = Town::start().await;
    let desks = Desks::gather(&town).await;
    for (door, days) in [("north/1/u1", 1), ("north/1/u2", 7), ("north/2/u1", 4)] {
        let id = declare(&town.resident(town.household(door).await).await).await;
        town.clock.advance_ms(DAY_MS * days);
        let worker = town.sign_in(desks.worker.account.unwrap()).await;
        accept(&worker, &id).await.ok();
    }
    let worker = town.sign_in(desks.worker.account.unwrap()).await;
    let whole = report(&worker, "").await;
    let steps = whole["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 1, "nothing left another state: {steps:#?}");
    assert_eq!((&steps[0]["state"], &steps[0]["left"]["value"]), (&json!("submitted"), &json!(3)));
    // From Monday: 1 day; from Tuesday to the next Tuesday 5; from there to Saturday 3.
    assert_eq!(steps[0]["median_working_days"], 3.0);
    assert_eq!(steps[0]["longest_working_days"], 5);
    let early = report(&worker, "?from=2026-03-02&to=2026-03-05").await;
    assert_eq!(early["steps"][0]["left"]["value"], 1);
    assert_eq!(total(&worker, path(&early["steps"][0]["left"])).await, 1);
}

#[tokio::test]
async fn an_auditor_reads_the_figures_and_no_cases() {
    let town = Town::start().await;
    let desks = lived(&town).await;
    let auditor = town.staff(Role::Auditor, "").await;
    let (seen, whole) = (report(&auditor, "").await, report(&desks.county, "").await);
    assert_eq!(value(&seen, "deadlines", "overdue"), value(&whole, "deadlines", "overdue"));
    for figure in figures(&seen) {
        let Some(_) = figure.get("href") else { continue };
        assert!(path(&figure).starts_with("/escalations?"), "{figure:#}");
        assert_eq!(total(&auditor, path(&figure)).await, figure["value"], "{figure:#}");
    }
}

#[tokio::test]
async fn nobody_reads_the_figures_of_another_area() {
    let town = Town::start().await;
    let desks = lived(&town).await;
    let south = town.node("south");
    let asked = desks.worker.get(&format!("/reports/monitoring?node_id={south}")).await;
    asked.refused_field("/node_id", "field.unknown_reference");
    let building = town.node("north/1");
    let narrow = report(&desks.worker, &format!("?node_id={building}")).await;
    assert_eq!(value(&narrow, "colours", "households"), 6);
    assert_eq!(value(&narrow, "colours", "red"), 1);
    for figure in figures(&narrow) {
        assert_eq!(total(&desks.worker, path(&figure)).await, figure["value"], "{figure:#}");
    }
}

#[tokio::test]
async fn a_period_that_is_none_is_refused() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    for query in ["from=2026-03-02&to=2026-03-01", "from=2025-01-01&to=2026-03-01"] {
        let said = worker.get(&format!("/reports/monitoring?{query}")).await;
        said.refused(422, "report.period");
    }
    let year = report(&worker, "?from=2025-03-02&to=2026-03-02").await;
    assert_eq!((&year["from"], &year["to"]), (&json!("2025-03-02"), &json!("2026-03-02")));
}
