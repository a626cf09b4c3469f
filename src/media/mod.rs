//! Photos and voice notes.

pub mod api;
