//! The figures of monitoring (统计报表): how many of what, how late, how far, for a node of the grid and
//! each node below it.
//!
//! Nothing is stored: each figure is counted when it is asked for, by the conditions of the list that
//! shows its rows, and carries the link to that list. Who may not read the rows gets the figure alone.

pub mod api;
mod children;
mod declarations;
pub mod error;
pub mod figure;
mod households;
pub mod monitoring;
mod rounds;
mod scope;
pub mod steps;
mod support;
mod tally;
mod visits;

pub use error::ReportError;
