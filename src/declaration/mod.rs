//! Self-declared hardship (自主申报) and what became of it.
//!
//! A household declares, or somebody declares for it with its consent and both names are kept. What may
//! follow what, by whom and until when is one table, [`workflow::TABLE`], with two ways: a risk goes the
//! whole chain of monitoring, from the household visit to the county and on to the removed risk; a service
//! is accepted, answered and rated. An answer that did not help goes to the desk above, never back to the
//! same one. A refusal gives its reason; the household appeals once, and another decides. After a disaster
//! support comes first, by the green channel.
//!
//! Deadlines run in working days, for each step and for the whole chain; whether one is near or past is
//! computed when it is read. Both stand still during a pause, which one person asks for and another
//! approves.
//!
//! Nobody decides on their own: not on the declaration of their own household, and not on one that
//! they filed. Words are sealed at rest, and staff who read them are written down.

pub mod accept;
mod actions;
pub(crate) mod advance;
pub mod answer;
pub mod api;
pub mod appeal;
pub mod chain_api;
pub mod clock;
pub mod confirm;
pub mod decide_appeal;
pub mod decide_pause;
pub mod declare;
pub mod declare_for;
pub mod desk_api;
pub mod detail;
mod enclosed;
pub mod error;
pub mod escalation;
pub(crate) mod file;
pub mod form;
pub mod form_model;
pub mod green;
mod guards;
pub mod list;
pub mod own_api;
mod pauses;
mod prove;
pub(crate) mod public;
pub mod rate;
pub mod reclassify;
pub mod refer;
pub mod refuse;
pub mod removal;
pub mod remove_risk;
pub mod request_pause;
pub mod resume;
pub mod review;
pub mod send_back;
mod sentence;
pub(crate) mod signature;
mod similar;
pub(crate) mod stand;
pub(crate) mod store;
pub mod street_review;
pub mod supplement;
pub(crate) mod terms;
mod timeline;
mod upcoming;
pub mod verification;
pub mod verify;
pub mod withdraw;
mod words;
pub mod workflow;

pub(crate) use prove::prove;
