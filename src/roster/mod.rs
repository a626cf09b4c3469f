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
//!
//! The rest is the way into the register. A `plan` compares a file's households with what the
//! register has. [`preview`] shows that and changes nothing; [`apply`] writes it in short steps that
//! go on after a crash; [`undo`] takes it back while nothing depends on it. [`mod@export`] gives the
//! register out in the same layout.

pub mod api;
pub mod apply;
pub mod batch;
mod changes;
pub mod columns;
pub mod conflict;
pub mod crosscheck;
pub mod csv;
pub mod error;
mod events;
pub mod export;
pub mod fault;
mod faulty;
mod file;
mod grid;
pub mod heading;
mod keepsake;
pub mod legacy;
pub mod model;
pub mod parse;
mod people;
mod person;
mod plan;
pub mod preview;
mod register;
pub mod report;
pub mod row;
mod shared;
pub mod sheet;
mod sheet_fault;
mod store;
pub mod template;
pub mod undo;
pub mod values;
pub mod vocabulary;
pub mod workbook;
pub mod write;

#[cfg(test)]
mod tests;
