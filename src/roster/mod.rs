//! Rosters: Excel in, Excel out. One row is one person; the rows of one household share its number.
//!
//! A file is read in two steps. [`sheet::read`] turns bytes (`.xlsx`, `.xls`, `.csv`, told apart by
//! content) into a [`sheet::Sheet`] of plain cells under its heading row. [`parse::parse`] turns the
//! cells into [`row::RosterRow`]s and collects every fault of every row. Nothing is repaired but what
//! is named: full-width digits, spaces, a lower-case `x`.
//!
//! [`mod@template`] makes the empty file to fill in, [`mod@write`] the same file with people in it, and
//! [`mod@report`] gives a faulty file back with each faulty cell marked. These files are pure: no
//! database, no clock.

pub mod api;
pub mod columns;
pub mod crosscheck;
pub mod csv;
pub mod fault;
pub mod heading;
pub mod legacy;
pub mod model;
pub mod parse;
pub mod report;
pub mod row;
pub mod sheet;
mod sheet_fault;
pub mod template;
pub mod values;
pub mod vocabulary;
pub mod workbook;
pub mod write;

#[cfg(test)]
mod tests;
