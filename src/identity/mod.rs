//! Accounts, appointments and vacant posts.

pub mod api;
