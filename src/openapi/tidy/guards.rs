//! Turns what our guards write into `security` into OpenAPI.
//!
//! A guard can only name security schemes, so it names its demands: `permission points.credit`
//! (that permission), `myself` (any signed-in account), `anyone` (no sign-in) and `idempotent`.

use serde_json::{Value, json};

use super::components::IDEMPOTENCY_KEY;
use super::walk::{Object, each_operation, list, text};

/// Replaces the marks in every operation's `security`.
pub(super) fn translate(document: &mut Value) {
    each_operation(document, |_, operation| {
        let Some(security) = operation.remove("security") else { return };
        let marks = Marks::read(&security);
        marks.write(operation);
    });
}

#[derive(Default)]
struct Marks {
    permission: Option<String>,
    myself: bool,
    anyone: bool,
    idempotent: bool,
}

impl Marks {
    fn read(security: &Value) -> Self {
        let mut marks = Self::default();
        let entries = security.as_array().into_iter().flatten().filter_map(Value::as_object);
        for name in entries.flat_map(|entry| entry.keys()) {
            match name.as_str() {
                "myself" => marks.myself = true,
                "anyone" => marks.anyone = true,
                "idempotent" => marks.idempotent = true,
                name => {
                    if let Some(permission) = name.strip_prefix("permission ") {
                        marks.permission = Some(permission.to_owned());
                    }
                }
            }
        }
        marks
    }

    fn write(&self, operation: &mut Object) {
        // An empty requirement says "no sign-in, on purpose"; a forgotten guard leaves no
        // `security` at all, which the linters report.
        let security = if self.anyone { json!([{}]) } else { json!([{"bearer": []}]) };
        operation.insert("security".to_owned(), security);
        if let Some(permission) = &self.permission {
            operation.insert("x-permission".to_owned(), permission.as_str().into());
            describe(operation, &format!("Needs the permission `{permission}`."));
        } else if self.anyone {
            describe(operation, "Needs no sign-in.");
        } else if self.myself {
            operation.insert("x-permission".to_owned(), "-".into());
            describe(operation, "Any signed-in account may call it.");
        }
        if self.idempotent {
            describe(operation, "Repeat it safely with the same `Idempotency-Key`.");
            if let Some(parameters) = list(operation, "parameters") {
                parameters
                    .push(json!({"$ref": format!("#/components/parameters/{IDEMPOTENCY_KEY}")}));
            }
        }
    }
}

/// Adds a paragraph to an operation's description.
fn describe(operation: &mut Object, sentence: &str) {
    let description = match text(operation, "description") {
        Some(before) => format!("{before}\n\n{sentence}"),
        None => sentence.to_owned(),
    };
    operation.insert("description".to_owned(), description.into());
}
