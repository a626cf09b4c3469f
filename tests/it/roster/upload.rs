//! Looking at a roster before anything is changed, and applying it.

use std::time::Duration;

use calamine::{Reader, Xlsx};
use encoding_rs::GB18030;
use entity::appointment::Role;
use entity::import_batch::ImportState;
use serde_json::json;
use xinju::roster::apply::import_file;
use xinju::roster::columns::Column;

use super::{apply, csv, dump, id, import, lines, officer, person, settled, upload, with, xlsx};
use crate::town::{Somebody, Town, id_card};

#[tokio::test]
async fn an_upload_counts_and_changes_nothing() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    let before = dump(&town).await;
    let batch = upload(&officer, "site", csv(&lines())).await.ok();
    assert_eq!(batch["state"], "previewed");
    let counts = &batch["counts"];
    assert_eq!((&counts["rows"], &counts["new"]), (&json!(5), &json!(5)));
    assert_eq!((&counts["households"], &counts["faults"]), (&json!(3), &json!(0)));
    assert_eq!(dump(&town).await, before);
    let kept: Vec<Text> = town.rows("SELECT sealed AS text FROM import_file", vec![]).await;
    assert!(kept.iter().all(|part| part.text.starts_with("s1.")), "the file is kept sealed");
}

#[derive(sea_orm::FromQueryResult)]
struct Text {
    text: String,
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    let first = import(&officer, csv(&lines())).await;
    assert_eq!(
        (&first["state"], &first["done"], &first["total"]),
        (&json!("applied"), &json!(3), &json!(3))
    );
    assert_eq!(town.count("person").await, 5);
    let pictured = "grid_node WHERE name = '3栋' AND pictogram IS NOT NULL";
    assert_eq!(town.count(pictured).await, 1);
    let before = dump(&town).await;
    let versions = town.count("household WHERE version = 1").await;
    let second = import(&officer, csv(&lines())).await;
    assert_eq!(second["counts"]["unchanged"], 5);
    assert_eq!(second["file_sha256"], first["file_sha256"]);
    assert_eq!(dump(&town).await, before);
    assert_eq!(town.count("household WHERE version = 1").await, versions);
}

#[tokio::test]
async fn a_workbook_and_a_gb18030_file_say_the_same() {
    let mut dumps = Vec::new();
    for file in [xlsx(&lines()), gb18030()] {
        let town = Town::start().await;
        let officer = officer(&town).await;
        let batch = import(&officer, file).await;
        assert_eq!(batch["state"], "applied", "{batch:#}");
        let names: Vec<Text> = town
            .rows(
                "SELECT h.number || p.name || p.relation || p.id_card_index || n.path AS text \
                 FROM person p JOIN household h ON h.id = p.household_id \
                 JOIN grid_node n ON n.id = h.node_id ORDER BY 1",
                vec![],
            )
            .await;
        dumps.push(names.into_iter().map(|row| row.text).collect::<Vec<_>>());
    }
    assert_eq!(dumps[0], dumps[1]);
    assert_eq!(dumps[0].len(), 5);
}

fn gb18030() -> Vec<u8> {
    let text = String::from_utf8(csv(&lines())).unwrap();
    GB18030.encode(&text).0.into_owned()
}

#[tokio::test]
async fn a_number_that_a_spreadsheet_rounded_is_refused_where_it_stands() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let heading = xinju::roster::columns::COLUMNS.iter();
    for (place, info) in (0..).zip(heading) {
        sheet.write_string(0, place, info.heading).unwrap();
    }
    for (place, text) in (0..).zip(&person("R001", "户主", "王大山", 501)) {
        sheet.write_string(1, place, text).unwrap();
    }
    sheet.write_number(1, 8, 539_999_198_001_015_000.0).unwrap();
    let batch = upload(&officer, "site", book.save_to_buffer().unwrap()).await.ok();
    let fault = &batch["errors"][0];
    assert_eq!((&fault["row"], &fault["column"]), (&json!(2), &json!("I")));
    assert_eq!(fault["code"], "roster.id_card_was_a_number");
    assert!(fault["message_zh"].as_str().unwrap().contains("变成了数字"));
    assert_eq!(batch["counts"]["faulty"], 1);
    apply(&officer, &batch, false).await.refused(409, "roster.faulty");
    let page = officer.get(&format!("/imports/{}/errors", id(&batch))).await.ok();
    assert_eq!(page["items"][0], *fault);

    let said = officer.get(&format!("/imports/{}/errors.xlsx", id(&batch))).await;
    let mut marked = Xlsx::new(std::io::Cursor::new(said.bytes)).unwrap();
    let list = marked.worksheet_range("错误清单").unwrap();
    assert_eq!(list.get_value((1, 1)).unwrap().to_string(), "I");
    let name = marked.sheet_names()[0].clone();
    let copy = marked.worksheet_range(&name).unwrap();
    let last = copy.end().unwrap().1;
    assert!(copy.get_value((1, last)).unwrap().to_string().contains("身份证"));
}

#[tokio::test]
async fn households_with_a_fault_are_passed_over_as_a_whole() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    let mut lines = lines();
    lines[1] = with(lines[1].clone(), Column::IdCard, "539999198001015011");
    let batch = upload(&officer, "site", csv(&lines)).await.ok();
    let counts = &batch["counts"];
    assert_eq!((&counts["faulty"], &counts["households_held"]), (&json!(1), &json!(1)));
    assert_eq!(counts["rows"], 5);
    apply(&officer, &batch, true).await.ok();
    settled(&officer, &batch).await;
    assert_eq!(town.count("household WHERE number = 'R001'").await, 0);
    assert_eq!(town.count("household").await, 2);
}

#[tokio::test]
async fn somebody_who_lives_elsewhere_is_a_conflict_that_says_what_to_do() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    let home = town.household("north/1/u1").await;
    town.person(home, Somebody { relation: "child", ..Somebody::default() }).await;
    // The helper numbers cards in order; the member made last has the last one.
    let lines = (1..20).map(|card| with(person("R009", "子女", "王小明", card), Column::Room, "9"));
    let mut lines: Vec<_> = lines.collect();
    lines.push(with(person("R009", "户主", "王大山", 501), Column::Room, "9"));
    let batch = upload(&officer, "site", csv(&lines)).await.ok();
    assert_eq!(batch["counts"]["in_conflict"], 2, "{:#}", batch["counts"]);
    let fault = &batch["errors"][0];
    assert_eq!(fault["code"], "roster.person_in_other_household");
    assert!(fault["message_zh"].as_str().unwrap().contains("转户"));
    assert!(!fault.to_string().contains(&id_card(1)), "no number is repeated");
    apply(&officer, &batch, false).await.refused(409, "roster.faulty");
}

#[tokio::test]
async fn a_changed_cell_changes_one_person_and_leaves_a_trace() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    import(&officer, csv(&lines())).await;
    let mut lines = lines();
    lines[0] = with(lines[0].clone(), Column::Employment, "未就业有意愿");
    lines[2] = with(lines[2].clone(), Column::Room, "303");
    let batch = import(&officer, csv(&lines)).await;
    let counts = &batch["counts"];
    assert_eq!((&counts["changed"], &counts["unchanged"]), (&json!(2), &json!(3)));
    assert_eq!(town.count("person WHERE employment = 'looking' AND version = 2").await, 1);
    assert_eq!(town.count("household WHERE version = 2").await, 2);
    assert_eq!(town.count("household_history WHERE event = 'moved'").await, 1);
    let edited = "household_history WHERE event = 'edited' AND fields = 'employment'";
    assert_eq!(town.count(edited).await, 1);
    assert_eq!(town.count("audit WHERE action = 'roster.applied'").await, 2);
}

#[tokio::test]
async fn an_import_is_known_only_where_it_belongs() {
    let town = Town::start().await;
    let here = officer(&town).await;
    let there = town.staff(Role::StreetOfficer, "other").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    upload(&there, "site", csv(&lines())).await.refused(404, "request.not_found");
    upload(&here, "north", csv(&lines())).await.refused(404, "request.not_found");
    upload(&worker, "site", csv(&lines())).await.refused(403, "auth.forbidden");
    let batch = upload(&here, "site", csv(&lines())).await.ok();
    let path = format!("/imports/{}", id(&batch));
    there.get(&path).await.refused(404, "request.not_found");
    there.get(&format!("{path}/errors")).await.refused(404, "request.not_found");
    there.get(&format!("{path}/errors.xlsx")).await.refused(404, "request.not_found");
    there.get(&format!("{path}/events")).await.refused(404, "request.not_found");
    apply(&there, &batch, false).await.refused(404, "request.not_found");
    let undoing = format!("{path}/undoing");
    there.post(&undoing, json!(null)).await.refused(404, "request.not_found");
    assert_eq!(there.get("/imports").await.ok()["items"], json!([]));
    assert_eq!(here.get("/imports").await.ok()["items"][0]["batch_id"], batch["batch_id"]);
}

#[tokio::test]
async fn what_is_no_roster_is_refused_with_words_that_help() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    upload(&officer, "site", vec![0, 1, 2]).await.refused(422, "roster.file_kind_unknown");
    upload(&officer, "site", b"a,b,c\r\n1,2,3".to_vec())
        .await
        .refused(422, "roster.heading_not_found");
    upload(&officer, "site", csv(&[])).await.refused(422, "roster.empty");
    let template = officer.get("/imports/roster/template").await;
    upload(&officer, "site", template.bytes).await.refused(422, "roster.empty");
}

#[tokio::test]
async fn an_import_is_applied_once() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    let batch = upload(&officer, "site", csv(&lines())).await.ok();
    let (one, two) = tokio::join!(apply(&officer, &batch, false), apply(&officer, &batch, false));
    let mut seen = [one.status, two.status];
    seen.sort_unstable();
    assert_eq!(seen, [202, 409]);
    settled(&officer, &batch).await;
    assert_eq!(town.count("person").await, 5);
    apply(&officer, &batch, false).await.refused(409, "roster.wrong_state");
}

#[tokio::test]
async fn a_file_above_the_limit_of_rosters_is_refused() {
    let town = Town::with(|config| config.import.file_bytes_max = 65_536).await;
    let officer = officer(&town).await;
    let mut file = csv(&lines());
    upload(&officer, "site", file.clone()).await.ok();
    file.resize(65_536, b'\n');
    upload(&officer, "site", file.clone()).await.ok();
    file.push(b'\n');
    let said = upload(&officer, "site", file).await;
    said.refused(413, "request.too_large");
    assert!(said.body["detail"].as_str().unwrap().contains("65536"), "{:#}", said.body);
}

#[tokio::test]
async fn one_file_is_read_after_the_other() {
    let town = Town::with(|config| config.import.running_max = 1).await;
    let officer = officer(&town).await;
    let turn = town.app.imports.wait().await.unwrap();
    let wait = Duration::from_millis(300);
    let soon = tokio::time::timeout(wait, upload(&officer, "site", csv(&lines()))).await;
    assert!(soon.is_err(), "it waits for its turn");
    drop(turn);
    upload(&officer, "site", csv(&lines())).await.ok();
}

#[tokio::test]
async fn a_household_that_lives_at_another_site_is_left_alone() {
    let town = Town::start().await;
    let officer = officer(&town).await;
    let home = town.household("far/1/u1").await;
    // A register that was written before moves between sites took the numbers along.
    let stray = "UPDATE household SET site_id = $2, number = 'R001' WHERE id = $1";
    town.sql(stray, xinju::params![home, town.node("site")]).await;
    let before = dump(&town).await;
    let batch = upload(&officer, "site", csv(&lines())).await.ok();
    let codes: Vec<_> = batch["errors"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert!(codes.contains(&&json!("roster.household_elsewhere")), "{batch:#}");
    apply(&officer, &batch, true).await.ok();
    assert_eq!(settled(&officer, &batch).await["state"], "applied");
    let after = dump(&town).await;
    for line in
        before.iter().filter(|line| line.starts_with("household") || line.starts_with("person"))
    {
        assert!(after.contains(line), "{line}");
    }
}

#[tokio::test]
async fn an_import_stops_where_a_building_was_taken_out_of_use_meanwhile() {
    let town = Town::with(|config| config.import.batch_rows = 10).await;
    let lines: Vec<_> = (0..12)
        .map(|at| {
            let line = person(&format!("R{at:03}"), "户主", "王大山", 501 + at);
            with(line, Column::Room, &format!("{at:03}"))
        })
        .collect();
    let retire = |done, _| {
        if done == 10 {
            town.sql_meanwhile("UPDATE grid_node SET retired_at = 1 WHERE name = '1单元'");
        }
    };
    let site = town.node("site");
    let batch =
        import_file(&town.app, site, "roster.csv", csv(&lines), None, retire).await.unwrap();
    assert_eq!(batch.state, ImportState::Failed);
    assert_eq!(batch.problem.as_deref(), Some("roster.grid_changed"));
    assert_eq!((batch.done, town.count("household").await), (10, 10));
}
