//! What is stored: one file per table, typed ids, and time as whole milliseconds.

#![expect(
    clippy::disallowed_methods,
    reason = "the table macro writes calls that only the application must not write itself"
)]

mod code;
pub mod id;
mod moment;

pub use moment::Moment;

/// What every table needs.
mod prelude {
    pub(crate) use crate::{Moment, id::*};
}

pub mod account;
pub mod activation;
pub mod appointment;
pub mod audit;
pub mod audit_checkpoint;
pub mod delivery;
pub mod grid_node;
pub mod grid_path;
pub mod household;
pub mod household_history;
pub mod idempotency;
pub mod import_batch;
pub mod import_change;
pub mod import_fault;
pub mod import_file;
pub mod installation;
pub mod outbox;
pub mod person;
pub mod post;
pub mod push;
pub mod refresh_token;
pub mod schedule;
pub mod session;
pub mod throttle;
