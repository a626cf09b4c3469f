//! What was sent to a household: jobs, answers, points, notices.
//!
//! A push is what is told; a delivery is that push to one household, and what became of it. The inbox
//! shows deliveries newest first and counts the unread. Texts are short plain Chinese that can be read
//! aloud; they are kept in the open and never hold what a resident said.

pub mod api;
pub mod list;
pub mod open;
pub mod staff;
pub mod staff_api;
pub mod staff_read;
pub(crate) mod tell;
pub(crate) mod tell_staff;
