//! Holds every response against the OpenAPI document, and records examples for it.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::{Value, json};
use xinju::app::App;
use xinju::openapi;

/// The document as clients get it, with schemas closed so that a field it doesn't know is noticed.
pub(crate) struct Contract {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

static CONTRACT: OnceLock<Contract> = OnceLock::new();

impl Contract {
    /// The contract of this build.
    pub(crate) fn get(app: &Arc<App>) -> &'static Self {
        CONTRACT.get_or_init(|| {
            let text = xinju::api::service(app).spec();
            let document = openapi::tidy(openapi::read(&text).unwrap(), &BTreeMap::new());
            Self { document: closed(nullable(document)), validators: Mutex::default() }
        })
    }

    /// The document.
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    /// Fails the test when the response is not what the document says.
    pub(crate) fn check(&self, method: &str, path: &str, status: u16, body: Option<&Value>) {
        let Some((template, operation)) = self.operation(method, path) else {
            assert!(matches!(status, 404 | 405), "{method} {path} is undocumented, {status}");
            return;
        };
        let responses = &operation["responses"];
        let declared = &responses[status.to_string()];
        assert!(!declared.is_null(), "{method} {template}: {status} is not declared");
        let declared = self.resolve(declared);
        let Some(body) = body else { return };
        let schema = declared["content"]
            .as_object()
            .and_then(|content| content.values().next())
            .map(|media| media["schema"].clone());
        let schema = schema.unwrap_or_else(|| panic!("{method} {template}: {status} has no body"));
        let validator = self.validator(&format!("{method} {template} {status}"), schema);
        let faults: Vec<_> = validator
            .iter_errors(body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{method} {template} {status}: {faults:#?}\n{body:#}");
    }

    /// The operation that serves `path`.
    pub(crate) fn operation(&self, method: &str, path: &str) -> Option<(&str, &Value)> {
        let path = path.split('?').next().unwrap();
        let given: Vec<_> = path.trim_start_matches('/').split('/').collect();
        let paths = self.document["paths"].as_object().unwrap();
        let mut found: Vec<_> = paths
            .iter()
            .filter(|(template, item)| {
                matches(template, &given) && item.get(method.to_lowercase()).is_some()
            })
            .collect();
        found.sort_by_key(|(template, _)| template.matches('{').count());
        let (template, item) = found.first()?;
        Some((template.as_str(), &item[method.to_lowercase()]))
    }

    /// What the examples of a document say that its schemas don't.
    pub(crate) fn stale_examples(&self, document: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        for (template, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let operation_id = operation["operationId"].as_str().unwrap_or(method);
                for (part, content) in contents(operation) {
                    let Some(example) = content.get("example") else { continue };
                    let key = format!("example {method} {template} {part}");
                    let validator = self.validator(&key, content["schema"].clone());
                    faults.extend(validator.iter_errors(example).map(|error| {
                        format!("{operation_id}, {part}, {}: {error}", error.instance_path())
                    }));
                }
            }
        }
        faults
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.document.pointer(&reference[1..]).unwrap(),
            None => value,
        }
    }

    fn validator(&self, key: &str, schema: Value) -> Arc<Validator> {
        let mut known = self.validators.lock().unwrap();
        let made = known.entry(key.to_owned()).or_insert_with(|| {
            let mut root = json!({ "allOf": [schema] });
            root["components"] = self.document["components"].clone();
            let options = jsonschema::draft202012::options().should_validate_formats(true);
            Arc::new(options.build(&root).unwrap())
        });
        Arc::clone(made)
    }
}

/// The request and the replies of an operation that have a content, by name.
fn contents(operation: &Value) -> Vec<(String, &Value)> {
    let mut parts = Vec::new();
    let request = operation["requestBody"]["content"].as_object();
    parts.extend(request.and_then(|all| all.values().next()).map(|one| ("request".into(), one)));
    for (status, reply) in operation["responses"].as_object().into_iter().flatten() {
        let content = reply["content"].as_object().and_then(|all| all.values().next());
        parts.extend(content.map(|one| (status.clone(), one)));
    }
    parts
}

/// Writes what an operation was sent and answered, when `RECORD_EXAMPLES` is set and none is there.
pub(crate) fn record(operation: &Value, request: Option<&Value>, response: Option<&Value>) {
    if std::env::var_os("RECORD_EXAMPLES").is_none() {
        return;
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("openapi/examples");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{}.json", operation["operationId"].as_str().unwrap()));
    if file.exists() || (request.is_none() && response.is_none()) {
        return;
    }
    let mut example = json!({});
    if let Some(request) = request {
        example["request"] = hidden(request.clone());
    }
    if let Some(response) = response {
        example["response"] = hidden(response.clone());
    }
    std::fs::write(file, format!("{example:#}\n")).unwrap();
}

/// Secrets don't belong into a document.
fn hidden(mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value {
        for (name, field) in fields.iter_mut() {
            if name.contains("password") && field.is_string() {
                *field = json!("correct-horse-battery");
            } else if name.ends_with("token") && field.is_string() {
                *field = json!("eyJ0eXAiOiJhdCtqd3QifQ.e30.c2ln");
            } else {
                *field = hidden(field.take());
            }
        }
    }
    value
}

fn matches(template: &str, given: &[&str]) -> bool {
    let parts: Vec<_> = template.trim_start_matches('/').split('/').collect();
    parts.len() == given.len()
        && parts.iter().zip(given).all(|(part, given)| part.starts_with('{') || part == given)
}

/// OpenAPI 3.0's `nullable` in the words of JSON Schema.
fn nullable(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            if fields.get("nullable") == Some(&Value::Bool(true))
                && let Some(Value::String(kind)) = fields.get("type").cloned()
            {
                fields.insert("type".to_owned(), json!([kind, "null"]));
            }
            for field in fields.values_mut() {
                *field = nullable(field.take());
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = nullable(item.take());
            }
        }
        _ => {}
    }
    value
}

/// Clients pass over what they don't know; a test must not.
fn closed(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            let composed = ["allOf", "anyOf", "oneOf"].iter().any(|key| fields.contains_key(*key));
            if fields.get("properties").is_some_and(Value::is_object) && !composed {
                fields.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            for field in fields.values_mut() {
                *field = closed(field.take());
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = closed(item.take());
            }
        }
        _ => {}
    }
    value
}
