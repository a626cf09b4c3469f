//! Points (爱心超市积分): rules, credits, reversals, balances, statements.
//!
//! Every transfer moves points between two purses and sums to zero. A community's issuance purse is
//! where points come from: it has entries and no balance, so that no row is touched by every credit.
//! A household's purse has a balance, moved by one conditional statement and never below zero, and
//! its entries are numbered, so that each prefix can be proved. Rules' versions, transfers and
//! entries never change: the database refuses it. A mistake is reversed once, by an opposite
//! transfer.
//!
//! A transfer's id is made by the client. The same id with the same content is the same transfer and
//! gets the same reply; with other content it is refused.
//!
//! Caps are counted in tallies, in the transaction that uses them. A credit above
//! `policy.points.approval_above` is refused: a second person credits the rest.
//!
//! [`verify`] proves all of this from the database alone.

pub mod adopt;
pub mod amend;
pub mod api;
pub mod credit;
pub mod end;
pub mod error;
pub(crate) mod ledger;
mod ledger_checks;
pub mod model;
pub(crate) mod reach;
pub mod reverse;
pub mod rules;
pub mod statement;
pub(crate) mod tally;
pub mod terms;
pub mod transfer;
pub mod verify;
pub(crate) mod words;

pub use error::PointsError;
pub use verify::{Proof, prove};
