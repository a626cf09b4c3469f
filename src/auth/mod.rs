//! Who is calling and what they may do.
//!
//! A request meets the guard (who, and whether the permission is held anywhere), then the scope (where
//! it is held, inside the query). A write meets both again inside its transaction.

pub mod activation;
pub mod activation_code;
pub mod api;
pub mod caller;
pub mod change_password;
pub mod error;
pub mod guard;
pub mod me;
pub mod my_sessions;
pub mod password;
pub(crate) mod password_rules;
pub mod permission;
pub(crate) mod phones;
pub mod refresh;
pub mod scope;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod sign_out;
pub mod throttle;
pub mod token;

pub use caller::Caller;
pub use guard::{Acting, Allowed, Anyone};
pub use permission::{Permission, Role};
pub use scope::{Grant, InGrid, Within};
