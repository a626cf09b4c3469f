//! Job postings, and the jobs that reach a household (送信息送岗位).
//!
//! - A posting states the work, its pay and what the law lets an employer ask for: skills, certificates
//!   and an age of 16 or more. There is no field for sex, ethnicity or residence.
//! - It is written as a draft and published to nodes of the grid. Publishing makes exactly one delivery
//!   per household that has a matching member; publishing again adds only households not reached yet.
//! - A household reads and answers; a later answer replaces the earlier one until the last day to apply,
//!   and every answer is kept. Somebody of the office may write down an answer at the door.
//! - Matched = answered + read + waiting, at every moment and for every part of the grid.

mod answer;
pub mod api;
mod criteria;
mod deliveries;
mod draft;
mod edit;
pub mod error;
mod expire;
pub mod matching;
mod model;
mod own;
pub mod own_api;
mod pause;
mod postings;
mod publish;
mod reach;
mod reading;
mod record;
mod state;
mod store;
mod terms;
mod withdraw;

pub use error::JobError;
pub use expire::expire_due;
