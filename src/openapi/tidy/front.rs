//! The first page of the document: version, who is responsible, where it is served, how to sign in.

use serde_json::{Value, json};

use super::walk::{Object, child, list, text};

/// Patch releases of 3.0 only make the wording of the standard clearer; generators support this
/// one.
const VERSION: &str = "3.0.3";

const ABOUT: &str = "The mobile backend of a resettlement community. The rules for client authors \
    are in `openapi/README.md`: how to sign in, repeat safely, read errors and lists, and edit.";

const BEARER: &str = "A short-lived access token: a JSON Web Token as RFC8725 \
    (https://www.rfc-editor.org/rfc/rfc8725) wants it. Signed with EdDSA (Ed25519) and nothing \
    else, `typ` is `at+jwt`, `kid` names a published key, and `iss`, `aud`, `sub`, `exp`, \
    `nbf`, `iat`, `jti` and `sid` are required and checked. It lives 15 minutes at most; get the \
    next one with the refresh token. Keys: `/.well-known/jwks.json`.";

/// Fills in what is missing at the top of the document.
pub(super) fn complete(document: &mut Value) {
    let Some(document) = document.as_object_mut() else { return };
    document.insert("openapi".to_owned(), VERSION.into());
    if let Some(info) = child(document, "info") {
        absent(info, "description", || ABOUT.into());
        absent(info, "contact", || json!({"name": "The people who run your site's Xinju"}));
        absent(info, "license", || {
            json!({
                "name": "Apache-2.0",
                "url": "https://www.apache.org/licenses/LICENSE-2.0",
            })
        });
    }
    servers(document);
    tags(document);
    if let Some(components) = child(document, "components") {
        let bearer = json!({
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": BEARER,
        });
        components.insert("securitySchemes".to_owned(), json!({"bearer": bearer}));
    }
}

fn absent(object: &mut Object, key: &str, value: impl FnOnce() -> Value) {
    object.entry(key).or_insert_with(value);
}

/// Every server says who it is for; without any, the document's own host serves the API.
fn servers(document: &mut Object) {
    let Some(servers) = list(document, "servers") else { return };
    if servers.is_empty() {
        servers.push(json!({"url": "/api/v1"}));
    }
    for server in servers.iter_mut().filter_map(Value::as_object_mut) {
        absent(server, "description", || {
            "The host that serves this document: production, or a local demo.".into()
        });
        absent(server, "x-internal", || false.into());
    }
}

fn tags(document: &mut Object) {
    let Some(tags) = list(document, "tags") else { return };
    tags.sort_by_key(|tag| tag.as_object().and_then(|tag| text(tag, "name")).map(str::to_owned));
    tags.dedup_by(|one, other| one.get("name") == other.get("name"));
}
