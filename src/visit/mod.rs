//! Visits (走访): which are due, that somebody was there, and what was found.
//!
//! The service asks for visits by colour: a red household is visited every day (日访), a yellow one every
//! week (周访), a green one every month (月访). Weeks run from Monday to Sunday, months by the calendar, so
//! everybody's week is the same week. A household has at most one open task of its colour: a stricter
//! colour replaces the task at once, a milder one waits until the running period is over. After a
//! declaration was answered, one return visit (回访) is due.
//!
//! A visit settles every task in whose period it fell, also when a phone without a network tells of it
//! days later: a missed visit that was made in time becomes done, and keeps the mark that it was believed
//! missed. A visit that found nobody at home settles nothing and is counted all the same. "Nothing
//! changed" takes one call without a form. No photo is ever needed, and nowhere is it written where a
//! visitor stood.
//!
//! A visit that is missed is told to the household's helper, or to its building's head, in one message a
//! day; where nobody was there some days later, it is told to the level above. Nobody records a visit to
//! their own household.

pub mod api;
pub mod batch;
mod building;
pub mod draft;
pub mod due;
mod due_rows;
pub mod error;
pub mod history;
mod missed;
pub mod period;
pub mod plan;
pub mod print;
mod record;
mod returns;
mod settle;
mod stairs;
mod store;
mod sweep;
pub mod tasks;
mod unchanged;
pub mod visits;

pub use error::VisitError;
pub(crate) use missed::missed;
pub(crate) use plan::plan;

#[cfg(test)]
mod tests;
