//! Examples of requests and replies, recorded by the tests and shown in the document.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde::Deserialize;
use serde_json::Value;

/// What one operation was sent and what it answered, in one test.
///
/// The name `problem_404` (with any status) stands for no operation: its `response` is the example
/// of the common error reply with that status.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// The request's JSON body, where the operation has one.
    #[serde(default)]
    pub request: Option<Value>,
    /// The JSON body of the 2xx reply, where it has one.
    #[serde(default)]
    pub response: Option<Value>,
}

/// All examples of a folder: `<operation_id>.json`, each `{"request": …, "response": …}`.
///
/// # Errors
/// When the folder or a file in it can't be read, or a file isn't such an object; the message names
/// the file.
pub fn examples_in(folder: &Path) -> io::Result<BTreeMap<String, Examples>> {
    let mut examples = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json")
            && let Some(name) = path.file_stem().and_then(|name| name.to_str())
        {
            let named = |error: String| {
                io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display()))
            };
            let text = fs::read_to_string(&path).map_err(|error| named(error.to_string()))?;
            let one = serde_json::from_str(&text).map_err(|error| named(error.to_string()))?;
            examples.insert(name.to_owned(), one);
        }
    }
    Ok(examples)
}
