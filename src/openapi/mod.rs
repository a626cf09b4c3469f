//! The document that describes the API: read as the framework makes it, tidied, and checked.
//!
//! The framework's document is OpenAPI 3.0.0, says nothing about unknown fields, knows neither the
//! common errors nor the headers, and carries our guards as entries of `security`. [`read()`] takes
//! it in, [`tidy()`] makes it say what the server does, and [`faults()`] lists what an author still
//! owes. Everything here is a pure function of the document and of the examples; the rules that the
//! result must pass are in `openapi/lint`.

mod built_in;
mod examples;
mod faults;
mod read;
mod tidy;

pub use built_in::document;
pub use examples::{Examples, examples_in};
pub use faults::faults;
pub use read::read;
pub use tidy::tidy;

use serde_json::Value;

/// The document as it is kept and served: two spaces, keys in order, a newline at the end.
pub fn print(document: &Value) -> String {
    format!("{document:#}\n")
}
