//! Makes the framework's document say what the server does, in a form that both linters accept.
//!
//! Each step is a file; they run in the order in which they lean on each other. The components that
//! a step may refer to are put in first and the unused ones are taken out last.

mod components;
mod fill;
mod front;
mod guards;
mod limits;
mod media;
mod parameters;
mod problem;
mod prune;
mod responses;
mod schemas;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::BTreeMap;

use serde_json::Value;

use super::examples::Examples;

/// The tidied document.
///
/// `document` is the framework's, as [`read`](super::read()) takes it in; `examples` are keyed by
/// operation id. A guard speaks through the names in `security`: `bearer`, `permission <name>`,
/// `myself`, `anyone` and `idempotent`. Tidy once: a tidied document has no such
/// names any more.
pub fn tidy(mut document: Value, examples: &BTreeMap<String, Examples>) -> Value {
    front::complete(&mut document);
    components::add(&mut document);
    media::strip_parameters(&mut document);
    guards::translate(&mut document);
    parameters::clean(&mut document);
    schemas::simplify(&mut document);
    responses::complete(&mut document);
    limits::declare(&mut document);
    prune::drop_unused(&mut document);
    fill::insert(&mut document, examples);
    document.sort_all_objects();
    document
}
