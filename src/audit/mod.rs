//! The audit trail (审计): who did what, for whom and where, for those who audit.

pub mod api;
pub mod entries;
