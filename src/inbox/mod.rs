//! What was sent to a household.

pub mod api;
pub(crate) mod tell;
