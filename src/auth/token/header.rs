//! The header of a token, read strictly before anything else looks at it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

/// All that a header may hold, each exactly once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    alg: String,
    typ: String,
    kid: String,
}

/// The `kid` of a token that is signed with `EdDSA`, has the type `typ` and nothing else in its
/// header.
pub(super) fn kid(token: &str, typ: &str) -> Option<String> {
    let (header, rest) = token.split_once('.')?;
    if rest.split('.').count() != 2 {
        return None;
    }
    let header = URL_SAFE_NO_PAD.decode(header).ok()?;
    let header: Strict = serde_json::from_slice(&header).ok()?;
    (header.alg == "EdDSA" && header.typ == typ).then_some(header.kid)
}
