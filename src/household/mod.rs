//! Households and persons.

pub mod card;
