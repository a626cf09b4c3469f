//! Who is calling and what they may do.
//!
//! A request meets the guard (who, and whether the permission is held anywhere), then the scope (where
//! it is held, inside the query). A write meets both again inside its transaction.

pub mod activation_code;
pub mod api;
pub mod caller;
pub mod guard;
pub mod me;
pub mod password;
pub mod permission;
pub mod scope;
pub mod secret;
pub mod token;

pub use caller::Caller;
pub use guard::{Acting, Allowed, Anyone};
pub use permission::{Permission, Role};
pub use scope::{Grant, InGrid, Within};
