//! Red, yellow, green (红黄绿): how closely a household is looked after. For officers only; no reply to a
//! resident has a colour.
//!
//! A county has one adopted rule at a time ([`body`]): indicators with weights, two thresholds, and
//! guards below which the colour does not fall. Its versions are numbered; a draft is tried against all
//! households before it is adopted, and an adopted one never changes. The first comes with the service
//! and names its source.
//!
//! The worker scores every household by the adopted rule and proposes a colour where it differs from the
//! present one. A result keeps the inputs, as codes and numbers, and says in one sentence why, so the
//! same result can be had from them again ([`score`]). A person confirms or rejects it; an officer can
//! also propose, and then another decides. Red is cleared by the county alone, which the database
//! checks as well, and nobody decides for their own household.
//!
//! A colour never stands alone: its word and its shape stand beside it.

pub mod adopt;
pub mod api;
pub mod body;
mod compute;
pub mod confirm;
pub mod confirm_many;
mod decide;
pub mod detail;
mod difference;
pub mod draft;
pub mod edit;
pub mod error;
mod gather;
pub mod indicator;
pub mod inputs;
pub mod propose;
pub mod reject;
pub mod results;
pub mod rule_api;
pub mod rules;
pub mod score;
mod seed;
#[cfg(test)]
mod tests;
pub mod trial;

pub(crate) use compute::compute;
pub use error::ColourError;
