//! Self-declared hardship (自主申报) and what became of it.

pub mod api;
