//! The income of households (收入台账), and who has little of it (筛查台账).
//!
//! An item is what a household earned or had to pay in a year. It never changes: a mistake is voided
//! once, with a reason that the household reads, and the right item written beside it. Nobody writes or
//! voids an item of their own household. What an item says is the household's to read, notes included.
//!
//! Net income is what came in less what it cost and what must be paid; per head it is divided among the
//! members who live there now and rounded down. A household without any item of a year has no income on
//! record, which is not an income of zero: the screening ledger keeps the two apart.
//!
//! The screening ledger names the households below the line, those first who have neither a helper nor a
//! plan.

pub mod api;
pub mod error;
pub mod figure;
pub(crate) mod insert;
pub mod items;
pub mod own;
pub mod record;
pub mod screening;
pub mod sheet;
mod store;
mod sums;
pub mod void;

#[cfg(test)]
mod tests;

pub use error::IncomeError;
pub(crate) use store::years;
