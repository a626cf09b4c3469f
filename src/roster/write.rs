//! A roster as a file again (导出), in the layout of the template, so that what goes out can come in.
//!
//! Rows go to an unnamed temporary file as they come, so that memory doesn't grow with the site.

use std::borrow::Cow;
use std::io::Write;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::columns::{COLUMN_COUNT, COLUMNS};
use super::template::{FIRST_ROW, add_dictionary, prepare, text_format};
use super::values::neutralise;

/// The cells of one person, in the order of the columns.
pub type Cells<'row> = [Cow<'row, str>; COLUMN_COUNT];

/// The rows below the last person that still offer drop-downs.
const SPARE_ROWS: usize = 500;

/// Writes people as an `.xlsx` file. `count` is how many there will be; drop-downs reach a little further.
/// Cells that may be taken for a formula are neutralised.
///
/// # Errors
/// An [`XlsxError`] when there are more rows than a sheet holds, or `output` fails.
pub fn write_xlsx<'row>(
    rows: impl IntoIterator<Item = Cells<'row>>,
    count: usize,
    output: impl Write + Send,
) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    prepare(sheet, u32::try_from(count.saturating_add(SPARE_ROWS)).unwrap_or(u32::MAX))?;
    let text = text_format();
    for (number, cells) in (FIRST_ROW..).zip(rows) {
        for (place, cell) in (0_u16..).zip(&cells) {
            if !cell.is_empty() {
                sheet.write_string_with_format(number, place, neutralise(cell), &text)?;
            }
        }
    }
    add_dictionary(&mut book)?;
    book.save_to_writer(output)
}

/// Writes people as CSV in UTF-8 with the mark that Excel knows it by, neutralised in the same way.
///
/// # Errors
/// An error of `output`.
pub fn write_csv<'row>(
    rows: impl IntoIterator<Item = Cells<'row>>,
    mut output: impl Write,
) -> std::io::Result<()> {
    output.write_all("\u{FEFF}".as_bytes())?;
    let mut writer = csv::Writer::from_writer(output);
    writer.write_record(COLUMNS.iter().map(|info| info.heading))?;
    for cells in rows {
        writer.write_record(cells.iter().map(|cell| neutralise(cell).into_owned()))?;
    }
    writer.flush()
}
