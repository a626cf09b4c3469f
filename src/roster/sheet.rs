//! A roster file as plain cells (工作表): told apart by content, limited in size, with its heading row found.
//!
//! Formulas count as the values that were saved with them. Nothing here knows what a value means.

use super::columns::{EXPLANATION_MARK, column_letters};
use super::heading::Layout;
pub use super::sheet_fault::SheetFault;
use super::{csv, legacy, workbook};

/// The rows among which the heading is looked for, blank ones not counted.
pub const HEADING_ROWS_MAX: usize = 10;

/// How much a file may hold. Each limit keeps one hostile file from taking the server's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows with something in them, headings included. Default 200,000.
    pub rows_max: usize,
    /// Columns, the last one used counts. Default 200.
    pub columns_max: usize,
    /// Characters in one cell. Default 4,000.
    pub cell_chars_max: usize,
    /// Cells in all, empty ones between others included. Default 6,000,000.
    pub cells_max: usize,
    /// Text in all cells together, in bytes. Default 96 MiB.
    pub text_bytes_max: usize,
    /// Size of a workbook's parts when unpacked, in bytes. Default 512 MiB; a roster of 22,782 people has 30.
    pub unpacked_bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rows_max: 200_000,
            columns_max: 200,
            cell_chars_max: 4_000,
            cells_max: 6_000_000,
            text_bytes_max: 96 << 20,
            unpacked_bytes_max: 512 << 20,
        }
    }
}

/// One cell as it was saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, untouched.
    Text(String),
    /// A number.
    Number(f64),
    /// A number shown as a date: days since 1899-12-30, the fraction is the time of day.
    Date(f64),
    /// True or false.
    Bool(bool),
    /// A formula's error, such as `#N/A`.
    Error,
}

/// One row with something in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The number that people see beside it, from 1.
    pub number: u32,
    /// Its cells from column A; those after the last used one are absent.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell at a place, from 0; [`Cell::Empty`] when there is none.
    pub fn cell(&self, place: usize) -> &Cell {
        self.cells.get(place).unwrap_or(&Cell::Empty)
    }
}

/// Knows the heading of one kind of sheet, and which column stands where.
pub trait Heading: Sized {
    /// Finds the heading among the first rows, and its place among them.
    fn find(rows: &[Row]) -> Option<(usize, Self)>;

    /// The headings that every such sheet has and this one lacks.
    fn missing(&self) -> Vec<&'static str>;
}

impl Heading for Layout {
    fn find(rows: &[Row]) -> Option<(usize, Self)> {
        Self::find(rows)
    }

    fn missing(&self) -> Vec<&'static str> {
        self.missing()
    }
}

/// A sheet with its heading row found.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet<H = Layout> {
    /// The sheet's name; `CSV` for a text file.
    pub name: String,
    /// The number of the heading row, from 1.
    pub header_row: u32,
    /// Which column stands where.
    pub layout: H,
    /// The rows down to the heading and its line of explanations.
    pub head: Vec<Row>,
    /// The rows below, blank ones left out.
    pub rows: Vec<Row>,
}

/// Reads a roster file: `.xlsx`, `.xls`, or text with commas, semicolons or tabs in UTF-8, UTF-16 with its
/// mark, or GB18030. The content decides, not a name.
///
/// # Errors
/// A [`SheetFault`] when the file isn't readable, breaks a limit, or has no heading with the required columns.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, SheetFault> {
    read_as(bytes, limits)
}

/// Reads a file of another kind of sheet, in the same forms and within the same limits.
///
/// # Errors
/// As [`read`].
pub fn read_as<H: Heading>(bytes: &[u8], limits: &Limits) -> Result<Sheet<H>, SheetFault> {
    let sheet: Sheet<H> = if bytes.starts_with(b"PK\x03\x04") {
        workbook::read_xlsx(bytes, limits)?
    } else if bytes.starts_with(&legacy::SIGNATURE) {
        workbook::read_xls(bytes, limits)?
    } else {
        csv::read(bytes, limits)?
    };
    let missing = sheet.layout.missing();
    if missing.is_empty() {
        Ok(sheet)
    } else {
        Err(SheetFault::MissingColumns { row: sheet.header_row, columns: missing })
    }
}

/// Collects the cells of one sheet in reading order, within the limits.
#[derive(Debug)]
pub(super) struct Grid<'limits, H> {
    limits: &'limits Limits,
    rows: Vec<Row>,
    cells: usize,
    text_bytes: usize,
    heading: Option<(usize, H)>,
}

impl<'limits, H: Heading> Grid<'limits, H> {
    pub(super) fn new(limits: &'limits Limits) -> Self {
        Self { limits, rows: Vec::new(), cells: 0, text_bytes: 0, heading: None }
    }

    /// Puts text into a cell; both places count from 0.
    pub(super) fn put_text(&mut self, row: u32, place: u32, text: &str) -> Result<(), SheetFault> {
        if text.is_empty() {
            return Ok(());
        }
        let max = self.limits.cell_chars_max;
        if text.len() > max && text.chars().count() > max {
            let letter = column_letters(usize::try_from(place).unwrap_or(usize::MAX));
            return Err(SheetFault::CellTooLong { row: row.saturating_add(1), letter, max });
        }
        self.text_bytes += text.len();
        if self.text_bytes > self.limits.text_bytes_max {
            return Err(too_large(self.limits));
        }
        self.put(row, place, Cell::Text(text.to_owned()))
    }

    /// Puts a value into a cell; both places count from 0.
    pub(super) fn put(&mut self, row: u32, place: u32, cell: Cell) -> Result<(), SheetFault> {
        let number = row.saturating_add(1);
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        if place >= self.limits.columns_max {
            return Err(SheetFault::TooManyColumns { row: number, max: self.limits.columns_max });
        }
        let width = match self.rows.last() {
            Some(last) if last.number == number => last.cells.len(),
            Some(last) if last.number > number => return Err(SheetFault::Unreadable),
            last => {
                let width = last.map_or(0, |last| last.cells.len());
                self.begin(number, width)?;
                0
            }
        };
        self.cells += (place + 1).saturating_sub(width);
        if self.cells > self.limits.cells_max {
            return Err(too_large(self.limits));
        }
        if let Some(last) = self.rows.last_mut() {
            if place >= last.cells.len() {
                last.cells.resize_with(place, Cell::default);
                last.cells.push(cell);
            } else if let Some(slot) = last.cells.get_mut(place) {
                *slot = cell;
            }
        }
        Ok(())
    }

    fn begin(&mut self, number: u32, width: usize) -> Result<(), SheetFault> {
        if self.rows.len() >= self.limits.rows_max {
            return Err(SheetFault::TooManyRows { max: self.limits.rows_max });
        }
        if self.rows.len() == HEADING_ROWS_MAX {
            self.heading = Some(H::find(&self.rows).ok_or(SheetFault::NoHeading)?);
        }
        self.rows.push(Row { number, cells: Vec::with_capacity(width) });
        Ok(())
    }

    /// Ends the sheet: splits it at its heading.
    pub(super) fn finish(mut self, name: &str) -> Result<Sheet<H>, SheetFault> {
        let found = self.heading.take().or_else(|| H::find(&self.rows));
        let (at, layout) = found.ok_or(SheetFault::NoHeading)?;
        let explained = self.rows.get(at + 1).is_some_and(is_explanation);
        let rows = self.rows.split_off(at + 1 + usize::from(explained));
        let header_row = self.rows.get(at).map_or(1, |row| row.number);
        Ok(Sheet { name: name.to_owned(), header_row, layout, head: self.rows, rows })
    }
}

fn is_explanation(row: &Row) -> bool {
    let first = row.cells.iter().find(|cell| **cell != Cell::Empty);
    matches!(first, Some(Cell::Text(text)) if text.trim_start().starts_with(EXPLANATION_MARK))
}

pub(super) fn too_large(limits: &Limits) -> SheetFault {
    SheetFault::TooLarge { max_mib: limits.unpacked_bytes_max >> 20 }
}
