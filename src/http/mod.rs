//! What all endpoints share: errors, bodies, replies, pages, and the server around them.
//!
//! A request passes, from the outside in: the accept loop ([`server`]), then the layers that
//! [`layers::wrap`] puts around the routes.

pub mod address;
pub mod allow;
pub mod answer;
pub mod body;
pub mod catalogue;
pub mod common;
pub mod compress;
pub mod conflict;
mod connection;
pub mod cors;
pub mod etag;
pub mod headers;
pub mod language;
pub mod layers;
pub mod limits;
pub mod media;
pub mod metrics;
pub mod ops;
pub mod page;
pub mod problem;
pub mod problem_layer;
pub mod rate;
pub mod schema;
pub mod server;
pub mod settings;
pub mod sheet;
mod socket;
pub mod stop;
pub mod streams;
pub mod strict;
pub mod svg;
pub mod trace;
pub mod typed;

pub use answer::{Accepted, Answer, Created, Done};
pub use body::Body;
pub use common::Common;
pub use conflict::OrConflict;
pub use page::{Cursor, Page, PageLimit};
pub use problem::{ApiError, Entry, FieldError, Invalid};
