//! Self-declared hardship (自主申报) and what became of it.
//!
//! A household declares, or somebody declares for it with its consent and both names are kept. The
//! declaration lies with the desk of the household's community; a worker accepts and answers it, or
//! refuses it with a reason. The household says whether the answer helped. When it did not, the
//! declaration goes to the desk above, never back to the same one. What may follow what is one table,
//! [`workflow::TABLE`]. Deadlines run in working days; whether one is near or past is computed when it
//! is read.
//!
//! Nobody decides on their own: not on the declaration of their own household, and not on one that
//! they filed. Words are sealed at rest, and staff who read them are written down.

pub mod accept;
mod advance;
pub mod answer;
pub mod api;
pub mod clock;
pub mod declare;
pub mod declare_for;
pub mod detail;
pub mod error;
mod file;
mod guards;
pub mod list;
mod prove;
pub mod rate;
pub mod refuse;
pub mod removal;
mod signature;
mod stand;
mod store;
pub mod withdraw;
mod words;
pub mod workflow;

pub(crate) use prove::prove;
