//! Text files (CSV): the encoding and the delimiter are found by trying; rows keep the numbers that a
//! spreadsheet program shows.

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

use super::sheet::{Cell, Grid, HEADING_ROWS_MAX, Heading, Limits, Row, Sheet, SheetFault};

/// The delimiters that are tried.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Reads a text file as a sheet named `CSV`.
///
/// # Errors
/// A [`SheetFault`] when it isn't text, breaks a limit or has no heading.
pub fn read<H: Heading>(bytes: &[u8], limits: &Limits) -> Result<Sheet<H>, SheetFault> {
    let text = decode(bytes)?;
    if text.contains('\0') {
        return Err(SheetFault::UnknownKind);
    }
    let mut grid = Grid::new(limits);
    each_row(&text, delimiter_of::<H>(&text), |row, record| {
        for (place, field) in (0_u32..).zip(record) {
            // The text is valid UTF-8 and delimiters are ASCII, so each field is valid as well.
            let field = std::str::from_utf8(field).map_err(|_| SheetFault::UnknownKind)?;
            if !field.trim().is_empty() {
                grid.put_text(row, place, field)?;
            }
        }
        Ok(true)
    })?;
    grid.finish("CSV")
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, SheetFault> {
    let decoded = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok().map(Cow::Borrowed),
        [0xFF, 0xFE, rest @ ..] => {
            UTF_16LE.decode_without_bom_handling_and_without_replacement(rest)
        }
        [0xFE, 0xFF, rest @ ..] => {
            UTF_16BE.decode_without_bom_handling_and_without_replacement(rest)
        }
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
        },
    };
    decoded.ok_or(SheetFault::UnknownKind)
}

/// The delimiter under which the heading lacks the fewest columns.
fn delimiter_of<H: Heading>(text: &str) -> u8 {
    let missing = |delimiter: &u8| {
        let mut rows = Vec::new();
        let read = each_row(text, *delimiter, |number, record| {
            let cell = |field| Cell::Text(String::from_utf8_lossy(field).into_owned());
            rows.push(Row { number, cells: record.iter().map(cell).collect() });
            Ok(rows.len() < HEADING_ROWS_MAX)
        });
        let found = read.ok().and_then(|()| H::find(&rows));
        found.map_or(usize::MAX, |(_, layout)| layout.missing().len())
    };
    DELIMITERS.into_iter().min_by_key(missing).unwrap_or(b',')
}

/// Calls `take` with each record and the place of its row, from 0, until it says `false`.
fn each_row(
    text: &str,
    delimiter: u8,
    mut take: impl FnMut(u32, &ByteRecord) -> Result<bool, SheetFault>,
) -> Result<(), SheetFault> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = ByteRecord::new();
    let mut row = 0_u32;
    while reader.read_byte_record(&mut record).map_err(|_| SheetFault::Unreadable)? {
        let start = record.position().map_or(0, csv::Position::byte);
        row = row.saturating_add(blank_lines(text, usize::try_from(start).unwrap_or(0)));
        if !take(row, &record)? {
            break;
        }
        row = row.saturating_add(1);
    }
    Ok(())
}

/// The blank lines that the reader passes over from a place on: spreadsheets show them as rows.
fn blank_lines(text: &str, start: usize) -> u32 {
    let (before, after) = text.as_bytes().split_at_checked(start).unwrap_or_default();
    // The reader ends a record at the first half of a line break; the second half is no line of its own.
    let mut last = before.last().copied();
    let mut lines = 0;
    for byte in after.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')) {
        let second_half = last == Some(b'\r') && *byte == b'\n';
        lines += u32::from(!second_half);
        last = Some(*byte);
    }
    lines
}
