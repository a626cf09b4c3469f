//! Gives every operation all the replies it can make, and every reply its headers.

use serde_json::{Value, json};

use super::components::{ALWAYS, IDEMPOTENCY_KEY, IF_MATCH, header_references};
use super::problem::{MEDIA_TYPE, problems};
use super::walk::{Object, child, each_operation};

const JSON: &str = "application/json";

/// Completes the replies of every operation.
pub(super) fn complete(document: &mut Value) {
    let problems: Vec<_> = problems().collect();
    each_operation(document, |method, operation| {
        let traits = Traits::of(method, operation);
        let Some(responses) = child(operation, "responses") else { return };
        for (status, response) in responses.iter_mut() {
            if let Some(response) = response.as_object_mut() {
                head(response, &traits.headers(status));
            }
        }
        let unchanged = responses.get("200").and_then(|done| done.get("content"));
        if !traits.write && unchanged.is_some_and(|content| content.get(JSON).is_some()) {
            responses.entry("304").or_insert(reference("NotModified"));
        }
        for problem in &problems {
            let status = problem.status().to_string();
            let declared = responses.get(&status);
            if declared.map_or_else(|| traits.answers(problem.status()), common) {
                responses.insert(status, reference(problem.name));
            }
        }
    });
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/responses/{name}")})
}

/// Whether an error reply is like all others of its status: a problem, or nothing said at all.
fn common(response: &Value) -> bool {
    let content = response.get("content").and_then(Value::as_object);
    content.is_none_or(|content| content.keys().all(|name| name == MEDIA_TYPE))
}

/// What decides which errors an operation can answer with.
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact of an operation")]
struct Traits {
    write: bool,
    anyone: bool,
    permission: bool,
    body: bool,
    path: bool,
    query: bool,
    idempotent: bool,
    versioned: bool,
}

impl Traits {
    fn of(method: &str, operation: &Object) -> Self {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let has = |key: &str, value: &str| {
            let value = Value::from(value);
            parameters.is_some_and(|all| all.iter().any(|one| one.get(key) == Some(&value)))
        };
        let shared = |name: &str| has("$ref", &format!("#/components/parameters/{name}"));
        Self {
            write: !matches!(method, "get" | "head"),
            anyone: operation.get("security") == Some(&json!([{}])),
            permission: operation
                .get("x-permission")
                .is_some_and(|permission| permission != &Value::from("-")),
            body: operation.contains_key("requestBody"),
            path: has("in", "path"),
            query: has("in", "query"),
            idempotent: shared(IDEMPOTENCY_KEY),
            versioned: shared(IF_MATCH),
        }
    }

    fn answers(&self, status: u16) -> bool {
        match status {
            // Credentials in the body of an open operation can be refused, too.
            401 => self.body || !self.anyone,
            // Also when the account has to set a new password first.
            403 => !self.anyone,
            // A body can name things that lie elsewhere.
            404 => self.path || (self.permission && self.body),
            408 | 413 | 415 => self.body,
            409 => self.idempotent || (self.write && !self.anyone),
            412 | 428 => self.versioned,
            422 => self.body || self.query || self.idempotent,
            _ => true,
        }
    }

    fn headers(&self, status: &str) -> Vec<&'static str> {
        let mut names = ALWAYS.to_vec();
        if status.starts_with('2') {
            if self.idempotent {
                names.push("Idempotent-Replayed");
            }
            if self.versioned || (!self.write && status == "200") {
                names.push("ETag");
            }
        }
        names
    }
}

/// Adds headers to a reply; of two that differ in case only, ours stays.
fn head(response: &mut Object, names: &[&str]) {
    let Some(headers) = child(response, "headers") else { return };
    let own = std::mem::take(headers);
    headers.extend(header_references(names.iter().copied()));
    for (name, mut header) in own {
        if names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            continue;
        }
        if let Some(header) = header.as_object_mut() {
            header.remove("deprecated");
        }
        headers.insert(train_case(&name), header);
    }
}

/// The framework shouts header names: `LOCATION` becomes `Location`.
fn train_case(name: &str) -> String {
    if name.chars().any(|letter| letter.is_ascii_lowercase()) {
        return name.to_owned();
    }
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(String::from).unwrap_or_default();
        first + &letters.as_str().to_ascii_lowercase()
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}
