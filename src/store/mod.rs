//! Where things are kept.

pub mod cache;
pub mod keys;
pub mod seal;
