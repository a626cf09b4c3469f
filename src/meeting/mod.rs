//! Review meetings (民主评议): who met, and what was said.
//!
//! A meeting is written down once; each of its votes is a step of a declaration and stands there
//! (`declaration::review`). Minutes are sealed, because people tell of each other in them.

pub mod api;
pub mod error;
pub mod hold;
pub mod meetings;

pub use error::MeetingError;
