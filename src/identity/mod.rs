//! Accounts (账号), appointments (任职) and vacant posts (空岗).
//!
//! An account belongs to the node at which it was made; the administrators there and above look
//! after it, unless somebody has appointed it outside their area. Nobody appoints above their own
//! node or role, nobody appoints or dismisses themself (AUTHZ-5), and who administers or audits
//! does nothing else (AUTHZ-3).

time::serde::format_description!(pub(crate) day, Date, "[year]-[month]-[day]");

pub mod account;
pub mod accounts;
pub mod api;
pub mod appoint;
pub mod appointment;
pub mod appointments;
pub mod disable;
pub mod dismiss;
pub(crate) mod duty;
pub mod error;
pub mod first;
pub mod home;
pub mod open_account;
pub mod post;
pub mod posts;
pub mod rename;
pub mod reset_password;
