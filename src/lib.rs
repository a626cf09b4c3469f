//! Xinju (新居): the mobile backend of a resettlement community.
//!
//! A feature is a folder, a deed is a file, a right is a type. `api.rs` in each folder holds its routes,
//! a file named by a verb holds one write, a file named by a noun holds a value or a read, and the
//! private `store.rs` holds the SQL. Dependencies point one way: `api → verb → store → entity`.
//!
//! Four locks guard every row: the permission in the handler's signature ([`auth`]), the grid subtree in
//! the query ([`auth::scope`]), no other door to the database (`.clippy.toml`), and an authorization
//! table proved from outside (`tests/it/matrix`).

pub mod api;
pub mod app;
pub mod audit;
pub mod auth;
pub mod calendar;
pub mod clue;
pub mod colour;
pub mod command;
pub mod config;
pub mod declaration;
pub mod demo;
pub mod grid;
pub mod household;
pub mod http;
pub mod identity;
pub mod inbox;
pub mod income;
pub mod job;
pub mod media;
pub mod meeting;
pub mod monitoring;
pub mod notice;
pub mod openapi;
pub mod points;
pub mod report;
pub mod roster;
pub mod round;
pub mod shop;
pub mod store;
pub mod support;
pub mod task;
pub mod text;
pub mod visit;
pub mod worker;
