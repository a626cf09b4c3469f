//! Excel workbooks: `.xlsx` cell by cell, `.xls` through a check of its size beforehand.
//!
//! The first visible sheet with a heading counts; hidden ones, such as the template's dictionary, don't.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, DataRef, ExcelDateTime, Reader, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};

use super::sheet::{Cell, Grid, Heading, Limits, Sheet, SheetFault, too_large};
use super::template::DICTIONARY_SHEET;
use super::{legacy, shared};

/// Days between Excel's two calendars, of 1900 and of 1904.
const DAYS_1904: f64 = 1462.0;

/// The most parts that a workbook's archive may have.
const PARTS_MAX: usize = 2_000;

/// Reads an `.xlsx` workbook.
///
/// # Errors
/// A [`SheetFault`] when it is damaged, breaks a limit or has no heading.
pub fn read_xlsx<H: Heading>(bytes: &[u8], limits: &Limits) -> Result<Sheet<H>, SheetFault> {
    guarded(|| {
        check_size(bytes, limits)?;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsxError::Password => SheetFault::Encrypted,
            _ => SheetFault::Unreadable,
        })?;
        for name in visible_sheets(&book) {
            match read_xlsx_sheet(&mut book, &name, limits) {
                Err(SheetFault::NoHeading) => {}
                other => return other,
            }
        }
        Err(SheetFault::NoHeading)
    })
}

/// Reads an `.xls` workbook, or refuses an encrypted `.xlsx`, which comes in the same wrapping.
///
/// # Errors
/// A [`SheetFault`] when it is encrypted, damaged, breaks a limit or has no heading.
pub fn read_xls<H: Heading>(bytes: &[u8], limits: &Limits) -> Result<Sheet<H>, SheetFault> {
    guarded(|| {
        legacy::check(bytes, limits)?;
        let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => SheetFault::Encrypted,
            _ => SheetFault::Unreadable,
        })?;
        for name in visible_sheets(&book) {
            let range = book.worksheet_range(&name).map_err(|_| SheetFault::Unreadable)?;
            match read_range(&range, &name, limits) {
                Err(SheetFault::NoHeading) => {}
                other => return other,
            }
        }
        Err(SheetFault::NoHeading)
    })
}

/// A damaged file can make the library panic; that is the file's fault, and is told as such.
fn guarded<H>(read: impl FnOnce() -> Result<Sheet<H>, SheetFault>) -> Result<Sheet<H>, SheetFault> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(SheetFault::Unreadable))
}

/// The archive's own figures bound what unpacking gives: the reader stops at a part that grows past its own.
/// What its shared texts promise is no figure to rely on, so they are looked at.
fn check_size(bytes: &[u8], limits: &Limits) -> Result<(), SheetFault> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetFault::Unreadable)?;
    if archive.len() > PARTS_MAX {
        return Err(SheetFault::Unreadable);
    }
    let mut unpacked = 0_u64;
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|_| SheetFault::Unreadable)?;
        unpacked = unpacked.saturating_add(part.size());
    }
    if unpacked > limits.unpacked_bytes_max {
        return Err(too_large(limits));
    }
    shared::check(&mut archive, limits)
}

fn visible_sheets<Book, Source>(book: &Book) -> Vec<String>
where
    Book: Reader<Source>,
    Source: std::io::Read + std::io::Seek,
{
    let sheets = book.sheets_metadata().iter();
    sheets
        .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.name != DICTIONARY_SHEET)
        .map(|sheet| sheet.name.clone())
        .collect()
}

fn read_xlsx_sheet<H: Heading>(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: &Limits,
) -> Result<Sheet<H>, SheetFault> {
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A sheet that holds only a chart has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Err(SheetFault::NoHeading),
        Err(_) => return Err(SheetFault::Unreadable),
    };
    let mut grid = Grid::new(limits);
    while let Some(cell) = cells.next_cell().map_err(|_| SheetFault::Unreadable)? {
        let (row, place) = cell.get_position();
        match cell.get_value() {
            DataRef::Empty => {}
            DataRef::SharedString(text) => grid.put_text(row, place, text)?,
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                grid.put_text(row, place, text)?;
            }
            DataRef::Float(number) => grid.put(row, place, Cell::Number(*number))?,
            DataRef::Int(number) => grid.put_text(row, place, &number.to_string())?,
            DataRef::Bool(truth) => grid.put(row, place, Cell::Bool(*truth))?,
            DataRef::DateTime(moment) => grid.put(row, place, date_cell(moment))?,
            DataRef::Error(_) => grid.put(row, place, Cell::Error)?,
        }
    }
    grid.finish(name)
}

fn read_range<H: Heading>(
    range: &calamine::Range<Data>,
    name: &str,
    limits: &Limits,
) -> Result<Sheet<H>, SheetFault> {
    let mut grid = Grid::new(limits);
    let (first_row, first_place) = range.start().unwrap_or_default();
    for (down, right, value) in range.used_cells() {
        let row = first_row.saturating_add(u32::try_from(down).unwrap_or(u32::MAX));
        let place = first_place.saturating_add(u32::try_from(right).unwrap_or(u32::MAX));
        match value {
            Data::Empty => {}
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
                grid.put_text(row, place, text)?;
            }
            Data::Float(number) => grid.put(row, place, Cell::Number(*number))?,
            // Whole numbers up to 2^30 are saved this way; they lose nothing as f64.
            Data::Int(number) => match i32::try_from(*number) {
                Ok(number) => grid.put(row, place, Cell::Number(f64::from(number)))?,
                Err(_) => grid.put_text(row, place, &number.to_string())?,
            },
            Data::Bool(truth) => grid.put(row, place, Cell::Bool(*truth))?,
            Data::DateTime(moment) => grid.put(row, place, date_cell(moment))?,
            Data::Error(_) => grid.put(row, place, Cell::Error)?,
        }
    }
    grid.finish(name)
}

fn date_cell(moment: &ExcelDateTime) -> Cell {
    if moment.is_duration() {
        return Cell::Number(moment.as_f64());
    }
    // The calendar of the workbook shows only in the date that it gives for day zero.
    let starts_1904 =
        ExcelDateTime::new(moment.as_f64(), calamine::ExcelDateTimeType::DateTime, true) == *moment;
    Cell::Date(moment.as_f64() + if starts_1904 { DAYS_1904 } else { 0.0 })
}
