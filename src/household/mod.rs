//! Households (户) and persons: who lives behind which door.
//!
//! A household has a dwelling, a head and members. It is created, edited, split, merged, moved and
//! left; each of these leaves a line in its history, and its version rises with every change of the
//! household or of a member. Names and numbers are shown masked; who needs one in full gives a reason,
//! which the household can read in its access log.

pub(crate) mod access_log;
pub mod api;
pub mod api_card;
pub mod api_person;
pub mod card;
pub mod create;
pub mod depart;
pub mod draft;
pub mod edit;
pub mod edit_person;
pub mod error;
mod find;
pub mod head;
mod history;
pub(crate) mod insert;
mod join;
pub mod leave;
mod line;
pub mod list;
pub mod merge;
pub mod model;
mod own;
mod print;
pub mod relocate;
pub mod search;
pub(crate) mod show;
pub mod split;
pub(crate) mod store;
mod term;
pub mod unmask;

pub use error::HouseholdError;
