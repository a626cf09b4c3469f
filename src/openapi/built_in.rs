//! The document of this build, with the examples that the binary carries.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::{Examples, read, tidy};
use crate::api;
use crate::app::App;

/// Name and content of each file of `openapi/examples`, as they were at build time.
const EXAMPLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The tidied document with its examples. The app is only described, not used.
///
/// # Errors
/// When the framework's document or an example isn't readable.
pub fn document(app: &Arc<App>) -> Result<Value, serde_json::Error> {
    let mut examples = BTreeMap::new();
    for (name, text) in EXAMPLES {
        examples.insert((*name).to_owned(), serde_json::from_str::<Examples>(text)?);
    }
    Ok(tidy(read(&api::service(app).spec())?, &examples))
}
