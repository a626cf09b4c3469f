//! Small `.xls` files, put together record by record.

use time::macros::date;

use super::*;
use crate::roster::columns::COLUMNS;
use crate::roster::parse::parse;
use crate::roster::sheet::{Cell, Limits, Sheet, read};

const SECTOR: usize = 512;

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

fn shorts(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn begin(kind: u16) -> Vec<u8> {
    record(0x0809, &shorts(&[0x0600, kind, 0, 0, 0, 0, 0, 0]))
}

/// A shared text of wide characters.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [&shorts(&[u16::try_from(units.len()).unwrap()])[..], &[1], &shorts(&units)].concat()
}

/// A cell that names the shared text `text`.
fn label(row: u16, column: u16, text: u32) -> Vec<u8> {
    record(LABEL_SST, &[&shorts(&[row, column, 0])[..], &text.to_le_bytes()].concat())
}

/// A workbook stream with one sheet of these cells and these shared texts; `extra` goes before the sheet's name.
fn stream(texts: &[Vec<u8>], cells: &[Vec<u8>], extra: &[u8]) -> Vec<u8> {
    let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
    let mut shared = [&count[..], &count[..]].concat();
    shared.extend(texts.concat());
    let tables = [record(SST, &shared), record(END, &[])].concat();
    let head = [begin(5), extra.to_vec()].concat();
    let name = |start: u32| {
        record(BOUND_SHEET, &[&start.to_le_bytes()[..], &[0, 0, 3, 0], b"abc"].concat())
    };
    let start = u32::try_from(head.len() + name(0).len() + tables.len()).unwrap();
    let sheet = [begin(16), cells.concat(), record(END, &[])].concat();
    [head, name(start), tables, sheet].concat()
}

/// A compound file with one stream: header, table of sectors, directory, stream.
fn compound(stream_name: &str, mut stream: Vec<u8>) -> Vec<u8> {
    stream.resize(stream.len().max(4_096).next_multiple_of(SECTOR), 0);
    let sectors = u32::try_from(stream.len() / SECTOR).unwrap();
    let mut header = vec![0_u8; SECTOR];
    header[..8].copy_from_slice(&SIGNATURE);
    header[24..34].copy_from_slice(&shorts(&[0x3E, 3, 0xFFFE, 9, 6]));
    header[44..48].copy_from_slice(&1_u32.to_le_bytes());
    header[48..52].copy_from_slice(&1_u32.to_le_bytes());
    header[56..60].copy_from_slice(&4_096_u32.to_le_bytes());
    header[60..64].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    header[68..72].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    header[76..].fill(0xFF);
    header[76..80].fill(0);
    let chain = (3..2 + sectors).chain([0xFFFF_FFFE]);
    let mut table: Vec<u8> =
        [0xFFFF_FFFD, 0xFFFF_FFFE].into_iter().chain(chain).flat_map(u32::to_le_bytes).collect();
    assert!(table.len() <= SECTOR, "one sector must hold the table");
    table.resize(SECTOR, 0xFF);
    let entry = |name: &str, kind: u8, start: u32, length: usize| {
        let mut entry = vec![0_u8; 128];
        let units: Vec<u16> = name.encode_utf16().collect();
        entry[..units.len() * 2].copy_from_slice(&shorts(&units));
        entry[64..66].copy_from_slice(&shorts(&[u16::try_from(units.len() * 2 + 2).unwrap()]));
        entry[66] = kind;
        entry[68..80].fill(0xFF);
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&u32::try_from(length).unwrap().to_le_bytes());
        entry
    };
    let mut directory = entry("Root Entry", 5, 0xFFFF_FFFE, 0);
    directory.extend(entry(stream_name, 2, 2, stream.len()));
    directory.resize(SECTOR, 0);
    [header, table, directory, stream].concat()
}

fn roster(extra: &[u8]) -> Vec<u8> {
    let values = [
        "同源社区",
        "一片区",
        "1栋",
        "1单元",
        "101",
        "H1",
        "户主",
        "张明",
        "539999199001010010",
        "男",
        "1990-01-01",
        "汉族",
        "初中",
        "识字",
        "无",
        "健康",
        "有劳动能力",
    ];
    let headings = COLUMNS.iter().take(values.len()).map(|info| wide(info.heading));
    let texts: Vec<_> = headings.chain(values.iter().map(|value| wide(value))).collect();
    let count = u16::try_from(values.len()).unwrap();
    let cells: Vec<_> =
        (0..count * 2).map(|at| label(2 + at / count, at % count, u32::from(at))).collect();
    compound("Workbook", stream(&texts, &cells, extra))
}

fn read_file(file: &[u8]) -> Result<Sheet, SheetFault> {
    read(file, &Limits::default())
}

#[test]
fn an_old_workbook_is_read() {
    let sheet = read_file(&roster(&[])).unwrap();
    assert_eq!((sheet.name.as_str(), sheet.header_row), ("abc", 3));
    assert_eq!(sheet.rows[0].number, 4);
    assert_eq!(*sheet.rows[0].cell(7), Cell::Text("张明".to_owned()));
    let read = parse(&sheet, date!(2026 - 01 - 01));
    let codes: Vec<_> = read.faults.iter().map(|fault| (fault.row, fault.code())).collect();
    assert_eq!(codes, []);
}

#[test]
fn an_encrypted_workbook_is_refused() {
    assert_eq!(read_file(&roster(&record(FILE_PASS, &[1, 0]))), Err(SheetFault::Encrypted));
    let wrapped = compound("EncryptedPackage", vec![7; 5_000]);
    assert_eq!(read_file(&wrapped), Err(SheetFault::Encrypted));
}

#[test]
fn two_cells_in_far_corners_are_refused() {
    let texts = [wide("a")];
    let file = compound("Workbook", stream(&texts, &[label(0, 0, 0), label(65_535, 255, 0)], &[]));
    assert!(matches!(read_file(&file), Err(SheetFault::TooLarge { .. })));
}

#[test]
fn a_sheet_that_promises_too_much_is_refused() {
    let texts = [wide("a")];
    let promise = |top: u32, bottom: u32, columns: u16| {
        let corners = [&top.to_le_bytes()[..], &bottom.to_le_bytes(), &shorts(&[0, columns, 0])];
        record(DIMENSIONS, &corners.concat())
    };
    for far in [promise(0, u32::MAX, 256), promise(0, 65_536, 256), promise(5, 4, 100)] {
        let file = compound("Workbook", stream(&texts, &[far, label(0, 0, 0)], &[]));
        assert!(matches!(read_file(&file), Err(SheetFault::TooLarge { .. })));
    }
    let near = compound("Workbook", stream(&texts, &[promise(0, 1, 1), label(0, 0, 0)], &[]));
    assert_eq!(check(&near, &Limits::default()), Ok(()));
}

#[test]
fn far_corners_are_found_wherever_they_are_written() {
    let texts = [wide("a")];
    let rich = record(0x00D6, &[&shorts(&[65_535, 255, 0, 1])[..], b"a"].concat());
    let far = label(65_535, 255, 0);
    let chart = [begin(0x20), record(END, &[])].concat();
    let text = record(FORMULA_TEXT, &[1, 0, 0, b'a']);
    let hidden =
        [vec![label(0, 0, 0), rich], vec![label(0, 0, 0), chart, far.clone()], vec![far, text]];
    for cells in hidden {
        let file = compound("Workbook", stream(&texts, &cells, &[]));
        assert!(matches!(read_file(&file), Err(SheetFault::TooLarge { .. })), "{cells:?}");
    }
    let formula = record(FORMULA, &[&shorts(&[0, 0, 0])[..], &[0; 16], &[0; 7_000]].concat());
    let name = record(NAME, &[&[0, 0, 0, 255][..], &[0; 11], &[b'n'; 255]].concat());
    let cells = vec![formula; 5];
    let limits = Limits { text_bytes_max: 1_000_000, ..Limits::default() };
    let plain = compound("Workbook", stream(&texts, &cells, &[]));
    assert_eq!(check(&plain, &limits), Ok(()));
    let named = compound("Workbook", stream(&texts, &cells, &name));
    assert!(matches!(check(&named, &limits), Err(SheetFault::TooLarge { .. })));
}

#[test]
fn every_stream_that_may_be_the_workbook_is_looked_at() {
    let texts = [wide("a")];
    let hostile = stream(&texts, &[label(0, 0, 0), label(65_535, 255, 0)], &[]);
    for name in ["WORKBOOK", "book", "workBook"] {
        let file = compound(name, hostile.clone());
        assert!(matches!(read_file(&file), Err(SheetFault::TooLarge { .. })), "{name}");
    }
}

#[test]
fn a_table_of_short_streams_that_goes_round_is_refused() {
    let mut file = roster(&[]);
    // The stream's first sector follows itself, and the table of short streams begins there.
    file[SECTOR + 4..SECTOR + 8].copy_from_slice(&1_u32.to_le_bytes());
    file[60..64].copy_from_slice(&1_u32.to_le_bytes());
    file[64..68].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(check(&file, &Limits::default()), Err(SheetFault::Unreadable));
}

#[test]
fn one_long_text_named_often_is_refused() {
    let texts = [wide(&"长".repeat(1_000))];
    let cells: Vec<_> = (0..1_500).map(|row| label(row, 0, 0)).collect();
    let file = compound("Workbook", stream(&texts, &cells, &[]));
    let limits = Limits { text_bytes_max: 1_000_000, ..Limits::default() };
    assert!(matches!(check(&file, &limits), Err(SheetFault::TooLarge { .. })));
    assert_eq!(check(&file, &Limits::default()), Ok(()));
}

#[test]
fn a_text_that_goes_on_in_the_next_record_is_counted_once() {
    let first = [&[1, 0, 0, 0, 1, 0, 0, 0][..], &[4, 0, 1], &shorts(&[0x5F20, 0x660E])].concat();
    let more = [&[0][..], b"xy", &[2, 0, 0], b"ab"].concat();
    assert_eq!(text_lengths(&[&first, &more]), Some(vec![4, 2]));
    assert_eq!(text_lengths(&[&first]), None);
}

#[test]
fn a_chain_of_sectors_that_goes_round_ends() {
    let mut file = roster(&[]);
    // The third entry of the table of sectors belongs to the stream's first sector.
    file[SECTOR + 8..SECTOR + 12].copy_from_slice(&2_u32.to_le_bytes());
    assert_eq!(read_file(&file), Err(SheetFault::Unreadable));
}
