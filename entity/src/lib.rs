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
pub mod clue;
pub mod colour_result;
pub mod colour_rule;
pub mod declaration;
pub mod declaration_hop;
pub mod declaration_pause;
pub mod declaration_step;
pub mod declaration_verification;
pub mod delivery;
pub mod grid_node;
pub mod grid_path;
pub mod helper;
pub mod household;
pub mod household_history;
pub mod idempotency;
pub mod import_batch;
pub mod import_change;
pub mod import_fault;
pub mod import_file;
pub mod income_item;
pub mod installation;
pub mod job_answer;
pub mod job_posting;
pub mod job_publication;
pub mod job_publication_node;
pub mod ledger_batch;
pub mod ledger_batch_line;
pub mod measure;
pub mod media;
pub mod monitoring_record;
pub mod monitoring_round;
pub mod notice_objection;
pub mod outbox;
pub mod person;
pub mod point_entry;
pub mod point_rule;
pub mod point_rule_version;
pub mod point_tally;
pub mod point_transfer;
pub mod post;
pub mod public_notice;
pub mod public_notice_entry;
pub mod purse;
pub mod push;
pub mod redemption;
pub mod refresh_token;
pub mod review_meeting;
pub mod review_vote;
pub mod round_finding;
pub mod round_household;
pub mod round_snapshot;
pub mod schedule;
pub mod session;
pub mod shop;
pub mod shop_item;
pub mod staff_message;
pub mod stock_movement;
pub mod support_plan;
pub mod throttle;
pub mod visit;
pub mod visit_task;
