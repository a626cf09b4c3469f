//! An alarm is raised when the clock itself stands still.

use std::sync::Arc;

use serde_json::Value;
use xinju::http::stop::Shutdown;
use xinju::store::Fault;
use xinju::worker::{Work, Worker};

use super::*;
use crate::declaration::declare;
use crate::ops::{failed, readiness, root};

const MINUTE_MS: i64 = 60_000;

/// How a node says that it is, and what the clock's check says.
async fn alarm(town: &Town) -> (u16, bool, Value) {
    let (status, answer) = readiness(town, &Shutdown::new()).await;
    let checks = answer["checks"].as_array().unwrap();
    let clock = checks.iter().find(|check| check["name"] == "declarations.clock").unwrap();
    assert_eq!(clock["needed"], false);
    assert_eq!(failed(&answer).contains(&"declarations.clock"), clock["ok"] == false);
    (status, clock["ok"] == true, clock["note"].clone())
}

#[tokio::test]
async fn a_clock_that_goes_raises_no_alarm() {
    let town = Town::start().await;
    assert!(alarm(&town).await.1, "no worker has begun");
    tick(&town).await;
    town.clock.advance_ms(10 * MINUTE_MS);
    assert_eq!(alarm(&town).await, (200, true, Value::Null));
}

#[tokio::test]
async fn a_clock_that_stands_still_raises_an_alarm_and_the_node_goes_on() {
    let town = Town::start().await;
    tick(&town).await;
    // A worker that lost its clock alone: nothing else is late.
    let ahead = params![town.clock.now().plus_ms(DAY_MS)];
    town.sql("UPDATE schedule SET due_at = $1", ahead).await;
    town.clock.advance_ms(21 * MINUTE_MS + MINUTE_MS / 2);
    assert_eq!(alarm(&town).await, (200, true, Value::Null), "two periods and the grace");
    town.clock.advance_ms(1);
    let (status, ok, note) = alarm(&town).await;
    assert_eq!((status, ok), (200, false), "declarations are still filed and handled");
    let note = note.as_str().unwrap();
    assert!(note.contains("21 分钟没有成功") && note.contains("no success for 21 min"), "{note}");
    tick(&town).await;
    assert!(alarm(&town).await.1);
}

#[tokio::test]
async fn a_clock_that_fails_again_and_again_raises_an_alarm() {
    let town = Town::start().await;
    let failing = Work::new(
        "declarations.clock",
        |_| 60_000,
        |_| Box::pin(async { Err(Fault::Away("test")) }),
    );
    let worker = Worker::with(Arc::clone(&town.app), vec![failing], vec![]);
    for (number, wait_ms) in [(1, 1_000), (2, 2_000), (3, 0)] {
        worker.turn().await.unwrap();
        assert_eq!(alarm(&town).await.1, number < 3, "{number}");
        town.clock.advance_ms(wait_ms);
    }
    let (status, _, note) = alarm(&town).await;
    assert_eq!(status, 200);
    assert!(note.as_str().unwrap().contains("连续失败 3 次"), "{note}");
}

#[tokio::test]
async fn metrics_say_how_each_work_is_done_and_how_many_steps_are_overdue() {
    let anywhere = vec!["0.0.0.0/0".parse().unwrap()];
    let town = Town::with(|config| config.server.metrics_networks = anywhere).await;
    declare(&town.resident(town.household("north/1/u1").await).await).await;
    wait(&town, 2);
    tick(&town).await;
    town.clock.advance_ms(2 * MINUTE_MS);
    let response = root(&town).get("/metrics").send().await;
    let text = response.0.into_body().into_string().await.unwrap();
    for line in [
        "xinju_work_silent_seconds{work=\"declarations.clock\"} 120.0",
        "xinju_work_failures{work=\"declarations.clock\"} 0",
        "xinju_declarations_overdue{level=\"community\"} 1",
        "xinju_declarations_overdue{level=\"site\"} 0",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
}
