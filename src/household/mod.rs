//! Households and persons.

pub mod card;

pub mod api;
