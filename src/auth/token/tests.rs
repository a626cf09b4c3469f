//! Tokens as a forger would make them.

use std::sync::LazyLock;

use base64::Engine as _;
use ed25519_dalek::Signer as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::Sha256;
use uuid::Uuid;

use super::{
    Bearer, Keys, LEEWAY_S, LIFETIME_S_MAX, TOKEN_BYTES_MAX, TokenFault, TokenSetupFault, Tokens,
    URL_SAFE_NO_PAD,
};

const NOW_S: i64 = 1_800_000_000;
const NOW_MS: i64 = NOW_S * 1000;
const ISSUER: &str = "https://xinju.example";
const AUDIENCE: &str = "xinju";
const BEARER: Bearer = Bearer {
    account: Uuid::from_u128(1),
    session: Uuid::from_u128(2),
    token: Uuid::from_u128(3),
    version: 4,
};

/// Made once, because proving the keys takes a while without optimisation.
static TOKENS: LazyLock<Tokens> = LazyLock::new(tokens);

fn tokens() -> Tokens {
    Tokens::new(&Keys::for_tests(1), ISSUER, AUDIENCE).unwrap()
}

fn good_header() -> Value {
    json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": Keys::for_tests(1).token_keys()[0].kid() })
}

fn good_claims() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": BEARER.account, "sid": BEARER.session,
        "jti": BEARER.token, "iat": NOW_S, "nbf": NOW_S, "exp": NOW_S + 900, "ver": 4,
    })
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A token with any header and claims, truly signed with our key.
fn signed(header: &Value, claims: &Value) -> String {
    signed_by(&Keys::for_tests(1), &format!("{}.{}", part(header), part(claims)))
}

fn signed_by(keys: &Keys, message: &str) -> String {
    let signature = keys.token_keys()[0].key().sign(message.as_bytes()).to_bytes();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name);
    object
}

fn assert_invalid(token: &str) {
    assert_eq!(TOKENS.verify(token, NOW_MS), Err(TokenFault::Invalid), "{token}");
}

#[test]
fn a_signed_token_says_whom_it_is_for() {
    let tokens = tokens();
    let claims = tokens.verify(&tokens.sign(&BEARER, NOW_MS + 999).unwrap(), NOW_MS).unwrap();
    assert_eq!(
        (claims.sub, claims.sid, claims.jti),
        (BEARER.account, BEARER.session, BEARER.token)
    );
    assert_eq!((claims.iat, claims.nbf, claims.exp), (NOW_S, NOW_S, NOW_S + 900));
    assert_eq!(claims.ver, 4);
}

#[test]
fn a_token_made_by_hand_the_right_way_is_accepted() {
    let token = signed(&good_header(), &good_claims());
    assert!(tokens().verify(&token, NOW_MS).is_ok(), "the forgeries start from a good token");
}

#[test]
fn a_token_ends_to_the_second_whether_remembered_or_not() {
    let tokens = tokens();
    let token = tokens.sign(&BEARER, NOW_MS).unwrap();
    let end_ms = NOW_MS + LIFETIME_S_MAX * 1000;
    assert_eq!(tokens.verify(&token, end_ms), Err(TokenFault::Expired));
    assert!(tokens.verify(&token, end_ms - 1).is_ok());
    assert_eq!(tokens.verify(&token, end_ms), Err(TokenFault::Expired));
    assert_eq!(self::tokens().verify(&token, end_ms), Err(TokenFault::Expired));
}

#[test]
fn the_clocks_of_two_nodes_may_differ_by_the_leeway() {
    let tokens = tokens();
    let token = tokens.sign(&BEARER, NOW_MS).unwrap();
    assert!(tokens.verify(&token, NOW_MS - LEEWAY_S * 1000).is_ok());
    assert_eq!(tokens.verify(&token, NOW_MS - LEEWAY_S * 1000 - 1), Err(TokenFault::Invalid));
}

#[test]
fn times_that_make_no_sense_are_refused() {
    let wrong = [
        ("exp", json!(NOW_S + LIFETIME_S_MAX + LEEWAY_S + 1)),
        ("exp", json!(i64::MAX)),
        ("exp", json!(u64::MAX)),
        ("exp", json!(1.9e9)),
        ("exp", json!("1800000900")),
        ("exp", Value::Null),
        ("nbf", json!(NOW_S + LEEWAY_S + 1)),
        ("iat", json!(NOW_S + LEEWAY_S + 1)),
        ("iat", json!(-1)),
        ("iat", json!(i64::MIN)),
        ("iat", json!(NOW_S - LIFETIME_S_MAX)),
    ];
    for (name, value) in wrong {
        assert_invalid(&signed(&good_header(), &with(good_claims(), name, value)));
    }
}

#[test]
fn every_claim_is_required_and_has_its_kind() {
    for name in ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "ver"] {
        assert_invalid(&signed(&good_header(), &without(good_claims(), name)));
        assert_invalid(&signed(&good_header(), &with(good_claims(), name, json!([]))));
    }
    for name in ["sub", "sid", "jti"] {
        assert_invalid(&signed(&good_header(), &with(good_claims(), name, json!("admin"))));
    }
}

#[test]
fn a_token_for_or_from_somebody_else_is_refused() {
    let wrong = [
        ("iss", json!("https://other.example")),
        ("iss", json!([ISSUER])),
        ("aud", json!("other")),
        ("aud", json!([AUDIENCE, "other"])),
    ];
    for (name, value) in wrong {
        assert_invalid(&signed(&good_header(), &with(good_claims(), name, value)));
    }
    let other = Tokens::new(&Keys::for_tests(1), "https://other.example", AUDIENCE).unwrap();
    assert_invalid(&other.sign(&BEARER, NOW_MS).unwrap());
}

#[test]
fn a_header_holds_nothing_but_alg_typ_and_kid() {
    for name in ["crit", "jku", "jwk", "x5u", "x5c", "x5t", "b64", "zip", "anything"] {
        for value in [json!("x"), json!([]), json!(["exp"]), Value::Null] {
            assert_invalid(&signed(&with(good_header(), name, value), &good_claims()));
        }
    }
    for name in ["alg", "typ", "kid"] {
        assert_invalid(&signed(&without(good_header(), name), &good_claims()));
    }
    for typ in ["JWT", "at+JWT", "application/at+jwt", ""] {
        assert_invalid(&signed(&with(good_header(), "typ", json!(typ)), &good_claims()));
    }
    let header = good_header().to_string().replace("\"alg\"", "\"alg\":\"none\",\"alg\"");
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), part(&good_claims()));
    assert_invalid(&signed_by(&Keys::for_tests(1), &message));
}

#[test]
fn no_other_algorithm_is_accepted() {
    for alg in ["none", "None", "NONE", "HS256", "RS256", "ES256", "eddsa", "Ed25519", ""] {
        assert_invalid(&signed(&with(good_header(), "alg", json!(alg)), &good_claims()));
    }
    let unsigned = with(good_header(), "alg", json!("none"));
    let message = format!("{}.{}", part(&unsigned), part(&good_claims()));
    assert_invalid(&format!("{message}."));
    assert_invalid(&message);
}

#[test]
fn the_public_key_is_no_hmac_secret() {
    let keys = Keys::for_tests(1);
    let public = keys.token_keys()[0].key().verifying_key();
    let x = URL_SAFE_NO_PAD.encode(public.as_bytes());
    for alg in ["HS256", "EdDSA"] {
        let header = with(good_header(), "alg", json!(alg));
        let message = format!("{}.{}", part(&header), part(&good_claims()));
        for secret in [public.as_bytes().as_slice(), x.as_bytes(), b""] {
            let mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
            let signature = mac.chain_update(&message).finalize().into_bytes();
            assert_invalid(&format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)));
        }
    }
}

#[test]
fn a_key_signs_only_under_its_own_name() {
    let stranger = Keys::for_tests(2);
    let message = format!("{}.{}", part(&good_header()), part(&good_claims()));
    assert_invalid(&signed_by(&stranger, &message));
    for kid in [stranger.token_keys()[0].kid(), "", "../keys", "' OR 1=1"] {
        let header = with(good_header(), "kid", json!(kid));
        let message = format!("{}.{}", part(&header), part(&good_claims()));
        assert_invalid(&signed_by(&stranger, &message));
        assert_invalid(&signed_by(&Keys::for_tests(1), &message));
    }
    let mut both = Keys::for_tests(1);
    both.rotate_signing(NOW_MS, 86_400_000).unwrap();
    let tokens = Tokens::new(&both, ISSUER, AUDIENCE).unwrap();
    let swapped = with(good_header(), "kid", json!(both.token_keys()[0].kid()));
    assert_eq!(tokens.verify(&signed(&swapped, &good_claims()), NOW_MS), Err(TokenFault::Invalid));
    assert!(tokens.verify(&signed(&good_header(), &good_claims()), NOW_MS).is_ok());
}

#[test]
fn a_shortened_or_lengthened_token_is_refused() {
    let token = tokens().sign(&BEARER, NOW_MS).unwrap();
    for length in 0..token.len() {
        assert_invalid(&token[..length]);
    }
    for tail in ["=", "A", ".", ".A", " ", "\n", "\0"] {
        assert_invalid(&format!("{token}{tail}"));
    }
    assert_invalid(&format!(" {token}"));
    assert_invalid(&"A".repeat(TOKEN_BYTES_MAX + 1));
}

#[test]
fn a_replaced_key_verifies_until_its_end_even_for_remembered_tokens() {
    let mut keys = Keys::for_tests(1);
    let token = Tokens::new(&keys, ISSUER, AUDIENCE).unwrap().sign(&BEARER, NOW_MS).unwrap();
    let rotated_ms = NOW_MS + 1000 - 86_400_000;
    keys.rotate_signing(rotated_ms, 86_400_000).unwrap();
    let tokens = Tokens::new(&keys, ISSUER, AUDIENCE).unwrap();
    assert!(tokens.verify(&token, NOW_MS + 999).is_ok());
    assert_eq!(tokens.verify(&token, NOW_MS + 1000), Err(TokenFault::Invalid));
    let fresh = tokens.sign(&BEARER, NOW_MS + 1000).unwrap();
    assert!(tokens.verify(&fresh, NOW_MS + 1000).is_ok());
}

#[test]
fn the_published_keys_are_public_only_and_verify() {
    let mut keys = Keys::for_tests(1);
    keys.rotate_signing(NOW_MS, 86_400_000).unwrap();
    let jwks = Tokens::new(&keys, ISSUER, AUDIENCE).unwrap().jwks();
    let published = jwks["keys"].as_array().unwrap();
    assert_eq!(published.len(), 2);
    for (jwk, key) in published.iter().zip(keys.token_keys()) {
        assert_eq!(jwk["kid"], key.kid());
        assert_eq!(jwk["x"], URL_SAFE_NO_PAD.encode(key.key().verifying_key().as_bytes()));
        assert!(jwk.get("d").is_none());
    }
}

#[test]
fn a_lifetime_beyond_the_limit_is_refused() {
    for lifetime_s in [i64::MIN, -1, 0, 901, i64::MAX] {
        let fault = tokens().with_lifetime(lifetime_s).unwrap_err();
        assert_eq!(fault, TokenSetupFault::Lifetime(lifetime_s));
    }
    let short = tokens().with_lifetime(60).unwrap();
    let claims = short.verify(&short.sign(&BEARER, NOW_MS).unwrap(), NOW_MS).unwrap();
    assert_eq!(claims.exp, NOW_S + 60);
    assert_eq!(Tokens::new(&Keys::for_tests(1), "", "a").unwrap_err(), TokenSetupFault::Unnamed);
}

proptest! {
    #[test]
    fn any_flipped_bit_makes_a_token_invalid(at in any::<prop::sample::Index>(), bit in 0_u8..7) {
        let token = TOKENS.sign(&BEARER, NOW_MS).unwrap();
        prop_assert!(TOKENS.verify(&token, NOW_MS).is_ok());
        let mut bytes = token.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(TOKENS.verify(&changed, NOW_MS), Err(TokenFault::Invalid));
    }

    #[test]
    fn no_text_at_all_upsets_the_verifier(token in ".*", now_ms in any::<i64>()) {
        prop_assert!(TOKENS.verify(&token, now_ms).is_err());
    }
}
