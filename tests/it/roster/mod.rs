//! Rosters: uploaded, looked at, applied, undone, and exported again.

mod export;
mod restart;
mod undo;
mod upload;

use entity::appointment::Role;
use serde_json::{Value, json};
use xinju::roster::columns::{COLUMNS, Column};

use crate::database::server;
use crate::town::{Actor, Said, Town, id_card};

/// A line of a sheet: the cells of one person, in the order of the template.
pub(crate) type Line = Vec<String>;

/// A person of a household in the north community.
pub(crate) fn person(household: &str, relation: &str, name: &str, card: u64) -> Line {
    let texts = [
        "north",
        "a",
        "1栋",
        "1单元",
        "101",
        household,
        relation,
        name,
        &id_card(card),
        "",
        "",
        "汉族",
        "初中",
        "识字",
        "无",
        "健康",
        "有劳动能力",
        "缝纫、电焊",
        "已就业",
        "",
        "石垭口镇",
        "石垭口村",
        "李明",
        "",
    ];
    texts.map(str::to_owned).to_vec()
}

/// The same line with another cell.
pub(crate) fn with(mut line: Line, column: Column, text: &str) -> Line {
    text.clone_into(&mut line[column.place()]);
    line
}

/// The lines of three households with five people, one of them in a building that the grid lacks.
pub(crate) fn lines() -> Vec<Line> {
    let far = |line| with(with(line, Column::Building, "3栋"), Column::Room, "302");
    vec![
        person("R001", "户主", "王大山", 501),
        with(person("R001", "配偶", "李小花", 502), Column::Phone, "13988887777"),
        with(person("R002", "户主", "赵长河", 503), Column::Room, "202"),
        far(person("R003", "户主", "马文", 504)),
        far(person("R003", "子女", "马小丽", 505)),
    ]
}

/// The lines as CSV in UTF-8.
pub(crate) fn csv(lines: &[Line]) -> Vec<u8> {
    let heading: Line = COLUMNS.iter().map(|info| info.heading.to_owned()).collect();
    let rows = std::iter::once(&heading).chain(lines).map(|line| line.join(","));
    rows.collect::<Vec<_>>().join("\r\n").into_bytes()
}

/// The lines as a workbook, all cells text.
pub(crate) fn xlsx(lines: &[Line]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (place, info) in (0..).zip(COLUMNS.iter()) {
        sheet.write_string(0, place, info.heading).unwrap();
    }
    for (row, line) in (1..).zip(lines) {
        for (place, text) in (0..).zip(line) {
            sheet.write_string(row, place, text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// Uploads a file for `place`.
pub(crate) async fn upload(by: &Actor<'_>, place: &str, file: Vec<u8>) -> Said {
    let key = by.town.id().to_string();
    let path = format!("/imports/roster?site_id={}&file_name=roster.csv", by.town.node(place));
    let headers = [
        ("content-type", "application/octet-stream"),
        ("idempotency-key", key.as_str()),
        ("accept-language", "en"),
    ];
    by.send_bytes("POST", &path, Some(file), &headers).await
}

/// Uploads and applies a file, and waits until it is written.
pub(crate) async fn import(by: &Actor<'_>, file: Vec<u8>) -> Value {
    let batch = upload(by, "site", file).await.ok();
    apply(by, &batch, false).await.ok();
    settled(by, &batch).await
}

/// Asks for an import to be applied.
pub(crate) async fn apply(by: &Actor<'_>, batch: &Value, skip_faulty: bool) -> Said {
    let path = format!("/imports/{}/application", id(batch));
    by.post(&path, json!({ "skip_faulty": skip_faulty })).await
}

/// The import once it has come to rest: its events end then.
pub(crate) async fn settled(by: &Actor<'_>, batch: &Value) -> Value {
    let events = by.get(&format!("/imports/{}/events", id(batch))).await;
    assert_eq!(events.status, 200);
    by.get(&format!("/imports/{}", id(batch))).await.ok()
}

/// The id of an import.
pub(crate) fn id(batch: &Value) -> &str {
    batch["batch_id"].as_str().unwrap()
}

/// An officer of the site.
pub(crate) async fn officer(town: &Town) -> Actor<'_> {
    town.staff(Role::StreetOfficer, "site").await
}

#[derive(Debug, PartialEq, sea_orm::FromQueryResult)]
struct Row {
    text: String,
}

/// The register as text, without what rises with every change.
pub(crate) async fn dump(town: &Town) -> Vec<String> {
    let columns = [
        (
            "household",
            "h.number || '|' || id(h.node_id) || '|' || h.room || '|' || \
             COALESCE(h.origin_township, '-') || '|' || COALESCE(h.helper_name, '-') || '|' || \
             h.monitoring || '|' || COALESCE(id(h.head_id), '-')",
        ),
        (
            "person",
            "h.name || '|' || h.initials || '|' || h.relation || '|' || h.employment || '|' || \
             COALESCE(h.skills, '-') || '|' || COALESCE(h.id_card_index, '-') || '|' || \
             COALESCE(h.id_card_sealed, '-') || '|' || COALESCE(h.phone_sealed, '-') || '|' || \
             COALESCE(h.health_sealed, '-') || '|' || COALESCE(h.education, '-')",
        ),
        ("grid_node", "h.path || '|' || h.name || '|' || COALESCE(h.pictogram, '-')"),
        ("grid_path", "id(h.ancestor_id) || '|' || id(h.node_id)"),
    ];
    let mut all = Vec::new();
    for (table, text) in columns {
        let text = match server() {
            Some(_) => text.replace("id(", "text("),
            None => text.replace("id(", "hex("),
        };
        let sql = format!("SELECT {text} AS text FROM {table} h ORDER BY 1");
        let rows: Vec<Row> = town.rows(&sql, vec![]).await;
        all.extend(rows.into_iter().map(|row| format!("{table} {}", row.text)));
    }
    all
}
