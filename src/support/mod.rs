//! What is done for a household under support (帮扶): its helper, its plan, its measures.
//!
//! A household has one helper at a time (帮扶联系人): a member of staff whose post covers its door, never
//! one of the household. Who helped before stays on record. It has one open plan (帮扶计划), and every
//! measure that is planned meanwhile is part of it.
//!
//! A measure (帮扶措施) is planned, then delivered with what proves it, and afterwards somebody says once
//! what it did. What was delivered does not change. The household reads in plain words what it gets,
//! from whom and when; evidence and judgement are sealed, and staff who read them are written down.
//!
//! Nobody assigns, plans or delivers for their own household. Whoever sees to measures gets one message
//! a day about those that are due, not one for each.

pub mod api;
pub mod assign;
pub mod assignments;
pub mod cancel;
pub mod close_plan;
pub mod deliver;
pub mod edit_measure;
pub mod edit_plan;
pub mod effect;
pub mod error;
pub mod evidence;
pub(crate) mod listing;
pub mod measure_api;
pub mod measures;
pub mod open_plan;
pub mod own;
pub mod plan_measure;
pub mod plans;
pub mod release;
mod remind;
pub(crate) mod store;
pub(crate) mod whose;
pub(crate) mod words;

pub use error::SupportError;
pub(crate) use remind::remind;
