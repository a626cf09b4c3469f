//! What all endpoints share: errors, bodies, replies, pages, and the server around them.

pub mod answer;
pub mod body;
pub mod common;
pub mod language;
pub mod page;
pub mod problem;
pub mod problem_layer;
pub mod schema;
pub mod server;

pub use answer::{Accepted, Answer, Created, Done};
pub use body::Body;
pub use common::Common;
pub use page::{Cursor, Page, PageLimit};
pub use problem::{ApiError, Entry, FieldError, Invalid};
