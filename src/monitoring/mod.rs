//! Who is monitored against a return to poverty (监测对象).
//!
//! A household has at most one open record, which the county's confirmation opens and the removal of the
//! risk closes. Records are kept; after the removal the household is watched until a day. Households whose
//! category came with the roster get a record too, found by the worker every day, so that they are
//! monitored, supported and one day removed like all others.

pub mod api;
pub mod error;
mod keep;
pub(crate) mod record;
pub mod records;
pub mod remove;

pub use error::MonitoringError;
pub(crate) use keep::keep;
