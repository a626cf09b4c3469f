//! The demonstration site (演示): a town that doesn't exist, as large as one that does.

mod family;
mod life;
mod names;
pub mod people;
pub mod place;
pub(crate) mod random;
