//! The demonstration site.

pub mod people;
