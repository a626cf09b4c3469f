//! The application seen from outside: one binary that mirrors the routes, without sockets.
//!
//! Every test gets a database of its own: a copy of a migrated SQLite file, or a Postgres database made
//! from a template when `TEST_DATABASE_URL` names a server. Every response is compared with the OpenAPI
//! document.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod audit;
mod auth;
mod auth_activation;
mod auth_password;
mod auth_refresh;
mod auth_session;
mod chain;
mod clue;
mod colour;
mod contract;
mod data_map;
mod database;
mod declaration;
mod edge;
mod escalation;
mod grid;
mod household;
mod household_change;
mod household_phones;
mod identity;
mod identity_appointment;
mod identity_first;
mod identity_home;
mod inbox;
mod inbox_staff;
mod income;
mod job;
mod job_matching;
mod matrix;
mod me;
mod media;
mod openapi;
mod ops;
mod points;
mod points_ledger;
mod report;
mod roster;
mod round;
mod shape;
mod shop;
mod support;
mod task;
mod town;
mod visit;
mod worker;
