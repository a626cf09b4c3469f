//! The monthly round of a site (月排查、月研判、月调度、月督促): every household is visited once a month,
//! what is found is assessed, given to an owner, and seen to.
//!
//! The street opens a site's round, or the service does on the first of the month. It covers every
//! household that lives there, in one statement; who moves in while the check goes on is added. A visit
//! of the month ticks its household. Whom nobody can meet is excused with a reason, which counts apart.
//!
//! A round goes through its phases in order, and each has a gate: a list of conditions, each with how
//! many rows stand in the way and where to see them. The days of the county's schedule don't hold a
//! gate back; who passes late is told once and the round is shown as overdue.
//!
//! A finding (排查发现) is recorded at the door, assessed or dismissed by the street, dispatched to an
//! owner with a measure or a day, and resolved by that owner. What isn't settled when the round closes
//! is handed to the next month's round by an explicit deed, so nothing is lost and nothing is settled
//! twice. Nobody does any of this for their own household.
//!
//! Closing freezes the figures of each building. From then on they are read from there, whatever
//! happens to the rows, and months are compared with each other.
//!
//! Every deed in a round takes hold of the round's row first, so a gate never passes over a finding
//! that is being written.

pub mod api;
pub mod assess;
pub mod comparison;
pub mod cover;
pub mod coverage;
mod days;
pub mod dismiss;
pub mod dispatch;
pub mod error;
pub mod excuse;
pub mod figures;
pub mod finding;
pub mod finding_api;
pub mod findings;
pub mod gate;
pub mod hand_over;
pub mod households;
mod keep;
pub mod move_on;
pub mod open;
pub mod record;
pub mod resolve;
pub mod rounds;
mod store;
#[cfg(test)]
mod tests;

pub use error::RoundError;
pub(crate) use keep::keep;
