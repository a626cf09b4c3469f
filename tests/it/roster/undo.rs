//! Taking an import back.

use serde_json::{Value, json};
use xinju::roster::columns::Column;

use super::{csv, dump, id, import, lines, officer, settled, with};
use crate::town::{Actor, Said, Town};

async fn undo(by: &Actor<'_>, batch: &Value) -> Said {
    by.post(&format!("/imports/{}/undoing", id(batch)), json!(null)).await
}

#[tokio::test]
async fn undoing_restores_the_register_exactly() {
    let town = Town::with(|config| config.import.batch_rows = 10).await;
    let officer = officer(&town).await;
    town.household("north/1/u1").await;
    let empty = dump(&town).await;
    let first = import(&officer, csv(&lines())).await;
    let before = dump(&town).await;
    let mut lines = lines();
    lines[0] = with(lines[0].clone(), Column::Employment, "未就业有意愿");
    lines[1] = with(lines[1].clone(), Column::Phone, "13911112222");
    lines[2] = with(with(lines[2].clone(), Column::Building, "7栋"), Column::Health, "体弱");
    lines.push(super::person("R002", "子女", "赵小河", 506));
    lines[5] = with(with(lines[5].clone(), Column::Building, "7栋"), Column::Room, "202");
    let second = import(&officer, csv(&lines)).await;
    assert_eq!(second["counts"]["changed"], 3, "{second:#}");
    assert_ne!(dump(&town).await, before);

    undo(&officer, &second).await.ok();
    let undone = settled(&officer, &second).await;
    assert_eq!((&undone["state"], &undone["done"]), (&json!("undone"), &undone["total"]));
    assert_eq!(dump(&town).await, before);
    undo(&officer, &second).await.refused(409, "roster.wrong_state");
    undo(&officer, &first).await.ok();
    assert_eq!(settled(&officer, &first).await["state"], "undone");
    assert_eq!(dump(&town).await, empty);
}

#[tokio::test]
async fn imports_are_undone_one_after_the_other_from_the_last() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    town.household("north/1/u1").await;
    let mut dumps = vec![dump(&town).await];
    let mut batches = Vec::new();
    for phone in ["13911112222", "13911113333", "13911114444"] {
        let mut lines = lines();
        lines[1] = with(lines[1].clone(), Column::Phone, phone);
        batches.push(import(&officer, csv(&lines)).await);
        dumps.push(dump(&town).await);
    }
    undo(&officer, &batches[1]).await.refused(409, "roster.depended");
    undo(&officer, &batches[0]).await.refused(409, "roster.depended");
    for (batch, before) in batches.iter().zip(&dumps).rev() {
        undo(&officer, batch).await.ok();
        assert_eq!(settled(&officer, batch).await["state"], "undone");
        assert_eq!(dump(&town).await, *before);
    }
}

#[tokio::test]
async fn an_edit_between_two_imports_keeps_the_first() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    let first = import(&officer, csv(&lines())).await;
    let edit = "UPDATE person SET version = version + 1 WHERE name = '李小花'";
    town.sql(edit, vec![]).await;
    let mut lines = lines();
    lines[1] = with(lines[1].clone(), Column::Phone, "13911112222");
    let second = import(&officer, csv(&lines)).await;
    undo(&officer, &second).await.ok();
    settled(&officer, &second).await;
    undo(&officer, &first).await.refused(409, "roster.depended");
}

#[tokio::test]
async fn what_an_import_created_goes_without_a_trace() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    town.household("north/1/u1").await;
    let before = dump(&town).await;
    let batch = import(&officer, csv(&lines())).await;
    undo(&officer, &batch).await.ok();
    assert_eq!(settled(&officer, &batch).await["state"], "undone");
    assert_eq!(dump(&town).await, before);
    assert_eq!(town.count("household_history").await, 0);
    let again = import(&officer, csv(&lines())).await;
    assert_eq!(again["counts"]["new"], 5);
    assert_eq!(again["state"], "applied");
}

#[tokio::test]
async fn an_import_that_was_built_upon_stays() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    let batch = import(&officer, csv(&lines())).await;
    let edit = "UPDATE person SET version = version + 1 WHERE name = '赵长河'";
    town.sql(edit, vec![]).await;
    let said = undo(&officer, &batch).await;
    said.refused(409, "roster.depended");
    assert!(said.body["detail"].as_str().unwrap().contains("R002"), "{:#}", said.body);
    town.sql("UPDATE person SET version = 1", vec![]).await;
    town.sql(
        "INSERT INTO account (id, kind, display_name, household_id, state, created_at) \
         SELECT $1, 'resident', 'x', id, 'active', 0 FROM household WHERE number = 'R003'",
        xinju::params![town.id()],
    )
    .await;
    let said = undo(&officer, &batch).await;
    said.refused(409, "roster.depended");
    assert!(said.body["detail"].as_str().unwrap().contains("R003"), "{:#}", said.body);
    assert_eq!(town.count("person").await, 5);
}
