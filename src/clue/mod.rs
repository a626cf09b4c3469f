//! What departments noticed about households (部门线索): a large medical bill, a child out of school, a
//! disability certificate.
//!
//! A clue is looked into within a few working days, and ends once: a declaration follows from it, with
//! the household's consent, or words say that there is no risk. Nobody settles a clue about their own
//! household. What a department says and what was found is sealed; the household sees who read it.
//!
//! The community is told of a clue when it arrives, once for a whole import, and gets one message a day
//! while clues are about to be overdue or are so already.

pub mod api;
pub mod clear;
pub mod clues;
pub mod declare;
pub mod detail;
pub mod error;
pub(crate) mod insert;
pub mod record;
mod remind;
mod store;
pub(crate) mod tell;

pub use error::ClueError;
pub(crate) use remind::remind;
