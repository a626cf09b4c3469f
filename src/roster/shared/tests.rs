//! Workbooks whose table of shared texts is hostile.

use std::io::{Cursor, Write};

use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::roster::sheet::{Limits, SheetFault, read};

/// A workbook whose table of shared texts is `table`, lying at `path`.
fn workbook(path: &str, table: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "说明").unwrap();
    let honest = book.save_to_buffer().unwrap();
    let mut parts = ZipArchive::new(Cursor::new(honest)).unwrap();
    let mut hostile = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..parts.len() {
        let part = parts.by_index(at).unwrap();
        if !part.name().unwrap().ends_with("sharedStrings.xml") {
            hostile.raw_copy_file(part).unwrap();
        }
    }
    hostile.start_file(path, SimpleFileOptions::default()).unwrap();
    hostile.write_all(table.as_bytes()).unwrap();
    hostile.finish().unwrap().into_inner()
}

fn refusal(path: &str, table: &str, limits: &Limits) -> SheetFault {
    read(&workbook(path, table), limits).unwrap_err()
}

const PLACE: &str = "xl/sharedStrings.xml";

#[test]
fn a_table_that_promises_too_many_texts_is_refused() {
    let limits = Limits::default();
    for count in ["6000001", "99999999999999999", "184467440737095516150", " \n+900000000000"] {
        for head in ["<sst", "<x:sst", "<!-- > --><sst a=\">\" b='<'"] {
            let table = format!("{head} count=\"1\" uniqueCount = '{count}'><si/>");
            let fault = refusal(PLACE, &table, &limits);
            assert!(matches!(fault, SheetFault::TooLarge { .. }), "{table}: {fault}");
        }
    }
    let table = "<sst uniqueCount=\"9000000000000\"/>";
    let fault = refusal("XL\\SHAREDSTRINGS.xml", table, &limits);
    assert!(matches!(fault, SheetFault::TooLarge { .. }), "{fault}");
}

#[test]
fn a_table_of_too_many_texts_is_refused() {
    let limits = Limits { cells_max: 500, ..Limits::default() };
    let fits = format!("<sst uniqueCount=\"500\">{}</sst>", "<si/>".repeat(500));
    assert_eq!(refusal(PLACE, &fits, &limits), SheetFault::NoHeading);
    for text in ["<si/>", "<x:si></x:si>", "<si><t/></si>"] {
        let table = format!("<sst>{}</sst>", text.repeat(501));
        assert!(matches!(refusal(PLACE, &table, &limits), SheetFault::TooLarge { .. }), "{text}");
    }
    let limits = Limits { text_bytes_max: 500, ..Limits::default() };
    let table = format!("<sst>{}</sst>", "<si><t>一二三四五</t></si>".repeat(50));
    assert!(matches!(refusal(PLACE, &table, &limits), SheetFault::TooLarge { .. }));
}
