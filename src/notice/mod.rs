//! Public notices (公示): who is to come under monitoring, told to the community before the street decides.
//!
//! A notice hangs at least five working days. It shows a masked name, the building, how many live there
//! and the category; its types and its table have no place for an ID-card number, a phone, a bank account,
//! health, income, or what happened. Whoever lives in the community may object. An objection stops the
//! clock until it is answered, the days it took are given back, and the household is not told who raised
//! it.

pub mod answer;
pub mod api;
pub mod error;
pub mod notices;
pub mod object;
pub mod objections;
pub mod publish;
mod sheet;

pub use error::NoticeError;
