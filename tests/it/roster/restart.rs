//! An import that was cut off goes on where it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use xinju::roster::apply::import_file;
use xinju::roster::columns::Column;
use xinju::worker::Worker;

use super::{Line, csv, import, officer, person, with};
use crate::town::Town;

const HOUSEHOLDS: u64 = 60;

fn many() -> Vec<Line> {
    let home = |number: u64| {
        let line = person(&format!("R{number:03}"), "户主", "王大山", 500 + number);
        with(line, Column::Room, &number.to_string())
    };
    (0..HOUSEHOLDS).map(home).collect()
}

async fn town() -> Town {
    Town::with(|config| config.import.batch_rows = 10).await
}

#[tokio::test]
async fn an_import_that_was_cut_off_ends_as_if_it_had_not_been() {
    let whole = town().await;
    import(&officer(&whole).await, csv(&many())).await;
    let expected = numbers(&whole).await;

    let cut = town().await;
    let begun = Arc::new(tokio::sync::Notify::new());
    let (app, site, note) = (Arc::clone(&cut.app), cut.node("site"), Arc::clone(&begun));
    let was_told = Arc::new(AtomicBool::new(false));
    let task = tokio::spawn(async move {
        let progress = move |done: i64, _| {
            if done > 0 && !was_told.swap(true, Ordering::SeqCst) {
                note.notify_one();
                panic!("the power fails");
            }
        };
        import_file(&app, site, "roster.csv", csv(&many()), None, progress).await
    });
    begun.notified().await;
    assert!(task.await.is_err(), "the import was cut off");
    let written = cut.count("household").await;
    assert!(written > 0 && written < i64::try_from(HOUSEHOLDS).unwrap(), "{written}");

    let cut = cut.restarted().await;
    cut.clock.advance_ms(20_000);
    Worker::new(Arc::clone(&cut.app)).turn().await.unwrap();
    assert_eq!(numbers(&cut).await, expected);
    let officer = officer(&cut).await;
    let batch = officer.get("/imports").await.ok()["items"][0].clone();
    assert_eq!((&batch["state"], &batch["done"]), (&json!("applied"), &json!(HOUSEHOLDS)));
}

#[derive(Debug, PartialEq, sea_orm::FromQueryResult)]
struct Row {
    text: String,
}

async fn numbers(town: &Town) -> Vec<Row> {
    let sql = "SELECT h.number || h.room || p.name || p.id_card_index || h.version AS text \
               FROM household h JOIN person p ON p.id = h.head_id ORDER BY 1";
    town.rows(sql, vec![]).await
}

#[tokio::test]
async fn progress_is_told_as_events_that_can_be_resumed() {
    let town = town().await;
    let officer = officer(&town).await;
    let batch = import(&officer, csv(&many())).await;
    let path = format!("/imports/{}/events", super::id(&batch));
    let told = officer.get(&path).await;
    let text = String::from_utf8(told.bytes).unwrap();
    assert!(text.contains("event: progress") && text.contains("id: applied-60"), "{text}");
    assert!(text.contains("\"state\":\"applied\""), "{text}");
    let headers = [("last-event-id", "applied-60")];
    let rest = officer.send("GET", &path, None, &headers).await;
    assert!(!String::from_utf8(rest.bytes).unwrap().contains("event: progress"));
}
