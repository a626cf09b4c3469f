//! Job postings, and the jobs that reach a household (送信息送岗位).
//!
//! - A posting states the work, its pay and what the law lets an employer ask for: skills, certificates
//!   and an age of 16 or more. There is no field for sex, ethnicity or residence.
//! - It is written as a draft and published to nodes of the grid. Publishing makes exactly one delivery
//!   per household that has a matching member; publishing again adds only households not reached yet.
//! - A household reads and answers; a later answer replaces the earlier one until the last day to apply,
//!   and every answer is kept. Somebody of the office may write down an answer at the door.
//! - Matched = answered + read + waiting, at every moment and for every part of the grid.

pub mod answer;
pub mod api;
pub mod criteria;
pub mod deliveries;
mod draft;
pub mod edit;
pub mod error;
mod expire;
pub mod matching;
pub mod model;
pub mod own;
pub mod own_api;
mod pause;
mod postings;
pub mod publish;
pub mod reach;
mod reading;
pub mod record;
mod state;
mod store;
mod terms;
pub mod withdraw;

pub use error::JobError;
pub(crate) use expire::expire_batch;
pub use expire::expire_due;
