//! The work that waits for a member of staff (待办), the most urgent first.
//!
//! Tasks are read, never stored: each is a row of another feature that somebody must act on, so a task is
//! gone the moment its deed is done. A task is shown to whoever holds the post that must act; where that
//! post is vacant, to the next post above, as far up as the county. What one is responsible for by name
//! (a finding, a measure) is shown to that person alone. Nobody is asked to act on their own household.
//!
//! What has a deadline is sorted by it. An objection has none: it stops the clock of a declaration until
//! it is answered, so it is sorted by the moment at which it was raised.

pub mod api;
mod desks;
mod found;
pub mod kind;
pub mod list;
mod sources;
