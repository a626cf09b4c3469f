//! What operators need: readiness, metrics, rates, backup and restore, the doctor.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use entity::appointment::Role;
use poem::Response;
use poem::endpoint::BoxEndpoint;
use poem::test::TestClient;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use xinju::command::backup::Backup;
use xinju::command::doctor::{Finding, Level, examine};
use xinju::command::restore::Restore;
use xinju::config::Config;
use xinju::http::settings::HttpSettings;
use xinju::http::stop::Shutdown;
use xinju::params;
use xinju::store::keys::Keys;
use xinju::worker::seal;

use crate::database;
use crate::town::{START, Town};

pub(crate) fn root(town: &Town) -> TestClient<BoxEndpoint<'static, Response>> {
    TestClient::new(xinju::api::endpoint(&town.app, &Arc::new(HttpSettings::default())))
}

pub(crate) async fn readiness(town: &Town, shutdown: &Shutdown) -> (u16, Value) {
    let response = root(town).get("/readyz").data(shutdown.clone()).send().await;
    let status = response.0.status().as_u16();
    (status, response.json().await.value().deserialize())
}

pub(crate) fn failed(answer: &Value) -> Vec<&str> {
    let checks = answer["checks"].as_array().unwrap();
    checks.iter().filter(|check| check["ok"] == false).filter_map(|c| c["name"].as_str()).collect()
}

#[tokio::test]
async fn a_node_is_no_longer_ready_once_it_is_asked_to_stop() {
    let town = Town::start().await;
    let shutdown = Shutdown::new();
    let (status, answer) = readiness(&town, &shutdown).await;
    assert_eq!((status, &answer["ready"]), (200, &Value::Bool(true)), "{answer:#}");
    shutdown.ask();
    let (status, answer) = readiness(&town, &shutdown).await;
    assert_eq!((status, failed(&answer)), (503, vec!["serving"]));
    assert_eq!(answer["code"], "server.unavailable");
    root(&town).get("/livez").data(shutdown).send().await.assert_status_is_ok();
}

#[tokio::test]
async fn a_node_is_not_ready_without_its_migrations_or_its_database() {
    let town = Town::start().await;
    let missing = "DELETE FROM seaql_migrations WHERE version LIKE '%create_imports'";
    town.sql(missing, vec![]).await;
    let (status, answer) = readiness(&town, &Shutdown::new()).await;
    assert_eq!((status, failed(&answer)), (503, vec!["migrations"]));
    town.app.db.clone().close().await.unwrap();
    let (status, answer) = readiness(&town, &Shutdown::new()).await;
    assert_eq!((status, failed(&answer)), (503, vec!["database"]));
}

#[tokio::test]
async fn a_node_whose_worker_is_late_is_not_ready() {
    let town = Town::start().await;
    entry(&town, 0).await;
    let (status, _) = readiness(&town, &Shutdown::new()).await;
    assert_eq!(status, 200);
    town.clock.advance_ms(90_001);
    let (status, answer) = readiness(&town, &Shutdown::new()).await;
    assert_eq!((status, failed(&answer)), (503, vec!["worker"]));
    seal::batch(&town.app).await.unwrap();
    let (status, _) = readiness(&town, &Shutdown::new()).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn metrics_are_for_the_networks_that_the_settings_name() {
    let town = Town::start().await;
    root(&town).get("/metrics").send().await.assert_status(poem::http::StatusCode::NOT_FOUND);
    let anywhere = vec!["0.0.0.0/0".parse().unwrap()];
    let town = Town::with(|config| config.server.metrics_networks = anywhere).await;
    entry(&town, 0).await;
    let client = root(&town);
    let forwarded = client.get("/metrics").header("x-forwarded-for", "127.0.0.1");
    forwarded.send().await.assert_status(poem::http::StatusCode::NOT_FOUND);
    let response = root(&town).get("/metrics").send().await;
    response.assert_status_is_ok();
    let text = response.0.into_body().into_string().await.unwrap();
    for line in ["xinju_audit_unsealed 1", "xinju_outbox_backlog 0", "xinju_database_up 1"] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
}

#[tokio::test]
async fn too_many_requests_are_refused_until_the_window_ends() {
    let town = Town::with(|config| config.rate.requests_per_account_max = 10).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    for left in (0..10).rev() {
        let said = worker.get("/me").await;
        let limit = said.header("ratelimit").unwrap().to_owned();
        assert!(limit.contains(&format!("\"account\";r={left};t=60")), "{limit}");
        said.ok();
    }
    let said = worker.get("/me").await;
    said.refused(429, "request.too_many");
    assert_eq!(said.header("retry-after"), Some("60"));
    assert!(said.header("ratelimit-policy").unwrap().contains("\"account\";q=10;w=60"));
    let colleague = town.staff(Role::CommunityWorker, "north").await;
    colleague.get("/me").await.ok();
    town.clock.advance_ms(60_000);
    worker.get("/me").await.ok();
}

#[tokio::test]
async fn a_disk_that_is_nearly_full_takes_no_more_uploads_but_shows_what_there_is() {
    let town = Town::with(|config| config.storage.free_mib_min = u64::MAX).await;
    let home = town.household("north/1/u1").await;
    let resident = town.resident(home).await;
    let photo = crate::media::upload(&resident, "image/jpeg", vec![0xff, 0xd8]).await;
    photo.refused(503, "server.disk_full");
    resident.get("/me/household").await.ok();
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let town = Town::start().await;
    let said = town.stranger().send("PUT", "/me", None, &[]).await;
    said.refused(405, "request.method");
    assert_eq!(said.header("allow"), Some("GET, HEAD"));
    let response = root(&town).post("/livez").send().await;
    response.assert_status(poem::http::StatusCode::METHOD_NOT_ALLOWED);
    response.assert_header("allow", "GET, HEAD");
}

#[tokio::test]
async fn the_document_and_its_page_are_served_where_the_settings_say_so() {
    let town = Town::start().await;
    let document = root(&town).get("/openapi.json").send().await;
    document.json().await.value().object().get("paths").object();
    root(&town).get("/docs").send().await.assert_status_is_ok();
    let town = Town::with(|config| config.server.docs = false).await;
    for path in ["/openapi.json", "/docs"] {
        root(&town).get(path).send().await.assert_status(poem::http::StatusCode::NOT_FOUND);
    }
}

async fn entry(town: &Town, number: i64) {
    town.sql(
        "INSERT INTO audit (id, at, action, subject_kind) VALUES ($1, $2, 'test', 'test')",
        params![town.id(), START.plus_ms(number)],
    )
    .await;
}

/// Settings for an empty place.
async fn elsewhere(town: &Town, name: &str) -> Config {
    let mut config = town.config();
    config.storage.dir = town.folder().join(name);
    config.database.url = None;
    if let Some(server) = database::server() {
        let fresh = format!("xinju_restored_{}_{}", std::process::id(), town.id().simple());
        let maker = sea_orm::Database::connect(&server).await.unwrap();
        maker.execute_unprepared(&format!("CREATE DATABASE {fresh}")).await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        config.database.url = Some(database::address(&format!("{base}/{fresh}")));
    }
    config
}

#[tokio::test]
async fn a_backup_made_while_others_write_restores_to_a_database_that_verifies() {
    let town = Town::start().await;
    let config = town.config();
    Keys::open_or_create(config.keys_file(), START.0).unwrap();
    std::fs::create_dir_all(config.media_dir().join("ab")).unwrap();
    std::fs::write(config.media_dir().join("ab/photo"), b"photo").unwrap();
    for number in 0..20 {
        entry(&town, number).await;
    }
    seal::batch(&town.app).await.unwrap();
    let folder = town.folder().join("backup");
    let backup = Backup { to: folder.clone(), with_keys: false };
    let is_done = AtomicBool::new(false);
    let backing = async {
        let made = backup.run(&config).await;
        is_done.store(true, Ordering::SeqCst);
        made
    };
    let writing = async {
        let mut number = 20;
        while !is_done.load(Ordering::SeqCst) {
            entry(&town, number).await;
            seal::batch(&town.app).await.unwrap();
            number += 1;
        }
        number
    };
    let (made, written) = tokio::join!(backing, writing);
    assert!(made.unwrap());
    assert!(!folder.join("keys.json").exists());
    let restore = Restore { from: folder.clone(), verify: true };
    let empty = elsewhere(&town, "restored").await;
    assert!(restore.run(&empty).await.unwrap());
    assert_eq!(std::fs::read(empty.media_dir().join("ab/photo")).unwrap(), b"photo");
    let restored = xinju::command::existing(&empty).await.unwrap().db;
    let count = "SELECT COUNT(*) FROM audit WHERE seq IS NOT NULL";
    let kept: i64 = restored.read().value(count, vec![]).await.unwrap().unwrap();
    assert!((20..=written).contains(&kept), "{kept} of {written}");
    restored.close().await.unwrap();
    let again = restore.run(&empty).await.unwrap_err();
    assert!(again.to_string().contains("nothing was overwritten"), "{again}");
}

#[tokio::test]
async fn a_backup_of_the_database_alone_restores_too() {
    let town = Town::start().await;
    entry(&town, 1).await;
    let end = if database::server().is_some() { "dump" } else { "sqlite3" };
    let file = town.folder().join("alone").with_extension(end);
    let backup = Backup { to: file.clone(), with_keys: false };
    assert!(backup.run(&town.config()).await.unwrap());
    let empty = elsewhere(&town, "restored").await;
    assert!(Restore { from: file.clone(), verify: true }.run(&empty).await.unwrap());
    let restored = xinju::command::existing(&empty).await.unwrap().db;
    let kept = restored.read().value("SELECT COUNT(*) FROM audit", vec![]).await.unwrap();
    assert_eq!(kept, Some(1_i64));
    restored.close().await.unwrap();
    let other = file.with_extension("zip");
    std::fs::rename(&file, &other).unwrap();
    let elsewhere = elsewhere(&town, "again").await;
    let refused = Restore { from: other, verify: false }.run(&elsewhere).await.unwrap_err();
    assert!(refused.to_string().contains("it holds no database"), "{refused}");
}

#[tokio::test]
async fn a_backup_that_fails_its_proof_leaves_the_place_empty() {
    let town = Town::start().await;
    entry(&town, 1).await;
    let on = if database::server().is_some() { " ON point_entry" } else { "" };
    town.sql(&format!("DROP TRIGGER point_entry_is_final{on}"), vec![]).await;
    let spoilt = town.folder().join("spoilt");
    let backup = Backup { to: spoilt.clone(), with_keys: false };
    assert!(backup.run(&town.config()).await.unwrap());
    let empty = elsewhere(&town, "restored").await;
    let restore = Restore { from: spoilt, verify: true };
    assert!(!restore.run(&empty).await.unwrap(), "its proof fails");
    let unproved = Restore { verify: false, ..restore };
    assert!(unproved.run(&empty).await.unwrap(), "the place is empty again");
}

#[tokio::test]
async fn a_damaged_backup_is_refused_before_anything_is_written() {
    let town = Town::start().await;
    let folder = town.folder().join("backup");
    let backup = Backup { to: folder.clone(), with_keys: false };
    assert!(backup.run(&town.config()).await.unwrap());
    assert!(backup.run(&town.config()).await.is_err(), "a backup is never overwritten");
    let name = if database::server().is_some() { "database.dump" } else { "database.sqlite3" };
    let mut bytes = std::fs::read(folder.join(name)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(folder.join(name), bytes).unwrap();
    let empty = elsewhere(&town, "restored").await;
    let refused = Restore { from: folder, verify: false }.run(&empty).await.unwrap_err();
    assert!(refused.to_string().contains("is not what was backed up"), "{refused}");
    assert!(!empty.storage.dir.exists());
}

fn level(findings: &[Finding], topic: &str) -> Option<Level> {
    let worst = |one: Level, other: Level| if one == Level::Ok { other } else { one };
    findings.iter().filter(|found| found.topic == topic).map(|found| found.level).reduce(worst)
}

#[tokio::test]
async fn the_doctor_misses_uploads_that_lie_on_another_machine() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let jpeg = crate::media::photo();
    crate::media::upload(&resident, "image/jpeg", jpeg).await.ok();
    let here = examine(Ok(town.config())).await;
    assert_eq!(level(&here, "database"), Some(Level::Ok), "{here:#?}");
    let mut elsewhere = town.config();
    elsewhere.media.dir = town.folder().join("another");
    let findings = examine(Ok(elsewhere)).await;
    let is_wrong = |found: &&Finding| found.topic == "database" && found.level == Level::Error;
    let found = findings.iter().find(is_wrong).unwrap();
    assert!(found.en.starts_with("1 of the newest 1 uploads"), "{}", found.en);
}

#[tokio::test]
async fn the_doctor_misses_the_key_file() {
    let town = Town::start().await;
    let config = town.config();
    let findings = examine(Ok(config.clone())).await;
    assert_eq!(level(&findings, "keys"), Some(Level::Error));
    assert_eq!(level(&findings, "database"), Some(Level::Ok), "{findings:#?}");
    assert_eq!(level(&findings, "disk"), Some(Level::Ok));
    assert!(!config.keys_file().exists(), "the doctor makes no keys");
    let now_ms = xinju::store::Clock::system().now().0;
    Keys::open_or_create(config.keys_file(), now_ms).unwrap();
    let findings = examine(Ok(config.clone())).await;
    assert_eq!(level(&findings, "keys"), Some(Level::Ok));
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(config.keys_file(), open).unwrap();
    let findings = examine(Ok(config)).await;
    assert_eq!(level(&findings, "keys"), Some(Level::Error));
}

#[tokio::test]
async fn the_doctor_says_which_setting_can_not_be_read() {
    let nowhere = PathBuf::from("/nonexistent/xinju.toml");
    let findings = examine(Config::load(Some(&nowhere), std::iter::empty(), vec![])).await;
    assert_eq!(level(&findings, "configuration"), Some(Level::Error));
    assert!(findings[0].zh.contains("无法读取") && findings[0].en.contains("can't be read"));
    let wrong = vec![("server.listen".to_owned(), "somewhere".to_owned())];
    let findings = examine(Config::load(None, std::iter::empty(), wrong)).await;
    assert!(findings[0].en.contains("server.listen"), "{findings:#?}");
}

#[tokio::test]
async fn the_doctor_notices_a_full_disk_and_an_old_database() {
    let town = Town::start().await;
    let mut config = town.config();
    config.storage.free_mib_min = u64::MAX;
    town.sql("DELETE FROM seaql_migrations WHERE version LIKE '%create_shops'", vec![]).await;
    let findings = examine(Ok(config)).await;
    assert_eq!(level(&findings, "disk"), Some(Level::Error));
    assert_eq!(level(&findings, "database"), Some(Level::Error));
}
