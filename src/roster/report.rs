//! Faults shown where they are: the user's own sheet again, faulty cells coloured and explained, and a second
//! sheet that lists them all.

use std::collections::HashMap;

use rust_xlsxwriter::{Color, Format, Note as CellNote, Workbook, Worksheet, XlsxError};

use super::columns::FAULTS_HEADING;
use super::fault::{CellFault, Note};
use super::sheet::{Row, Sheet};
use super::template::text_format;
use super::values::{display, neutralise};

/// The sheet that lists all faults.
pub const FAULTS_SHEET: &str = "错误清单";

/// The most cells that carry a note; the rest are coloured, and explained in the last column and the list.
const NOTES_MAX: usize = 2_000;
/// The most characters that a program shows in one cell; a row with more faults is cut.
const CELL_CHARS_MAX: usize = 30_000;
const WIDTH: f64 = 14.0;

/// Makes the report as the bytes of an `.xlsx` file: rows and columns as in the user's sheet, all as text.
///
/// # Errors
/// An [`XlsxError`] when the file can't be put together.
pub fn report(sheet: &Sheet, faults: &[CellFault], notes: &[Note]) -> Result<Vec<u8>, XlsxError> {
    let mut by_row: HashMap<u32, Vec<&CellFault>> = HashMap::new();
    for fault in faults {
        by_row.entry(fault.row).or_default().push(fault);
    }
    let mut book = Workbook::new();
    let copy = book.add_worksheet_with_constant_memory()?;
    copy.set_name(copy_name(&sheet.name))?;
    write_copy(copy, sheet, &by_row)?;
    let list = book.add_worksheet_with_constant_memory()?;
    list.set_name(FAULTS_SHEET)?;
    write_list(list, faults, notes)?;
    book.save_to_buffer()
}

/// A name from a foreign file may be one that can't be written, or the one that the list has.
fn copy_name(name: &str) -> String {
    let forbidden = |sign: &char| matches!(sign, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let name: String = name.chars().filter(|sign| !forbidden(sign)).take(15).collect();
    if name.trim().is_empty() || name == FAULTS_SHEET { "原表".to_owned() } else { name }
}

/// The place of the column of faults: where an earlier report put it, or right of everything.
fn faults_place(sheet: &Sheet) -> usize {
    let widths = sheet.head.iter().chain(&sheet.rows).map(|row| row.cells.len());
    sheet.layout.faults_place.unwrap_or_else(|| widths.max().unwrap_or(0))
}

fn write_copy(
    copy: &mut Worksheet,
    sheet: &Sheet,
    by_row: &HashMap<u32, Vec<&CellFault>>,
) -> Result<(), XlsxError> {
    let text = text_format();
    let wrong = text.clone().set_background_color(Color::RGB(0x00FF_C7CE));
    let explained = text_format().set_font_color(Color::RGB(0x00C0_0000));
    let last = faults_place(sheet);
    let last_column = u16::try_from(last).map_err(|_| XlsxError::RowColumnLimitError)?;
    for column in 0..last_column {
        copy.set_column_width(column, WIDTH)?;
        copy.set_column_format(column, &text)?;
    }
    copy.set_column_width(last_column, 60)?;
    copy.set_freeze_panes(sheet.header_row, 0)?;
    let mut notes = 0_usize;
    for row in sheet.head.iter().chain(&sheet.rows) {
        let number = row.number.saturating_sub(1);
        let faults = by_row.get(&row.number).map_or(&[][..], Vec::as_slice);
        write_row(copy, row, last, faults, [&text, &wrong])?;
        for fault in faults.iter().filter(|fault| fault.place.is_some()) {
            notes += 1;
            if notes <= NOTES_MAX {
                add_note(copy, number, fault)?;
            }
        }
        let said = if row.number == sheet.header_row {
            FAULTS_HEADING.to_owned()
        } else {
            sentence(faults)
        };
        if !said.is_empty() {
            copy.write_string_with_format(number, last_column, said, &explained)?;
        }
    }
    Ok(())
}

fn write_row(
    copy: &mut Worksheet,
    row: &Row,
    last: usize,
    faults: &[&CellFault],
    [text, wrong]: [&Format; 2],
) -> Result<(), XlsxError> {
    let number = row.number.saturating_sub(1);
    for (place, column) in (0..last).zip(0_u16..) {
        let marked = faults.iter().any(|fault| fault.place == Some(place));
        let shown = display(row.cell(place));
        let format = if marked { wrong } else { text };
        if !shown.is_empty() {
            copy.write_string_with_format(number, column, neutralise(&shown), format)?;
        } else if marked {
            copy.write_blank(number, column, format)?;
        }
    }
    Ok(())
}

fn add_note(copy: &mut Worksheet, row: u32, fault: &CellFault) -> Result<(), XlsxError> {
    let Some(column) = fault.place.and_then(|place| u16::try_from(place).ok()) else {
        return Ok(());
    };
    let note = CellNote::new(fault.message_zh()).set_author("新居").add_author_prefix(false);
    copy.insert_note(row, column, &note)?;
    Ok(())
}

fn sentence(faults: &[&CellFault]) -> String {
    let each = faults.iter().map(|fault| {
        let heading = fault.column.info().heading;
        format!("【{heading}】{}", fault.message_zh())
    });
    each.collect::<Vec<_>>().join("\n").chars().take(CELL_CHARS_MAX).collect()
}

fn write_list(list: &mut Worksheet, faults: &[CellFault], notes: &[Note]) -> Result<(), XlsxError> {
    for (column, width) in [(0, 8.0), (1, 6.0), (2, 14.0), (3, 30.0), (4, 70.0), (5, 70.0)] {
        list.set_column_width(column, width)?;
    }
    let bold = Format::new().set_bold();
    for (column, heading) in (0_u16..).zip(["行", "列", "栏目", "代码", "问题与处理", "In English"])
    {
        list.write_string_with_format(0, column, heading, &bold)?;
    }
    let mut row = 1_u32;
    for fault in faults {
        list.write_number(row, 0, fault.row)?;
        list.write_string(row, 1, fault.letter())?;
        list.write_string(row, 2, fault.column.info().heading)?;
        list.write_string(row, 3, fault.code())?;
        list.write_string(row, 4, fault.message_zh())?;
        list.write_string(row, 5, fault.message_en())?;
        row = row.saturating_add(1);
    }
    for note in notes {
        list.write_string(row, 2, "提示")?;
        list.write_string(row, 4, note.message_zh())?;
        list.write_string(row, 5, note.message_en())?;
        row = row.saturating_add(1);
    }
    Ok(())
}
