//! The audit trail (审计).

pub mod api;
