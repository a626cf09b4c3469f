//! What strict reading lets through, and what it refuses.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn read(text: &str) -> Result<Value, JsonFault> {
    strict_json(text.as_bytes(), JsonLimits::default())
}

fn refusal(text: &str) -> (JsonFaultKind, String) {
    let fault = read(text).unwrap_err();
    (fault.kind, fault.pointer.unwrap_or_default())
}

fn at(kind: JsonFaultKind, pointer: &str) -> (JsonFaultKind, String) {
    (kind, pointer.to_owned())
}

#[test]
fn a_plain_document_is_read() {
    let text = r#"{"name":"张三","points":20,"tags":["a\nb",null,true,-1,1.5],"more":{}}"#;
    let expected = json!({"name":"张三","points":20,"tags":["a\nb",null,true,-1,1.5],"more":{}});
    assert_eq!(read(text), Ok(expected));
}

#[test]
fn thirty_two_levels_are_read_and_one_more_is_refused() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(32)).is_ok());
    assert_eq!(refusal(&nested(33)).0, JsonFaultKind::TooDeep);
    assert_eq!(refusal(&nested(40)), at(JsonFaultKind::TooDeep, &"/0".repeat(32)));
    assert_eq!(refusal(&"{\"a\":".repeat(100_000)).0, JsonFaultKind::TooDeep);
}

#[test]
fn siblings_do_not_add_to_the_depth() {
    let row = "[[[]]]";
    assert!(read(&format!("[{}]", vec![row; 900].join(","))).is_ok());
}

#[test]
fn a_thousand_items_are_read_and_one_more_is_refused() {
    let array = |items: usize| format!("{{\"ids\":[{}]}}", vec!["0"; items].join(","));
    assert!(read(&array(1_000)).is_ok());
    assert_eq!(refusal(&array(1_001)), at(JsonFaultKind::TooManyItems, "/ids"));
}

#[test]
fn a_key_that_appears_twice_is_refused_at_any_depth() {
    assert_eq!(refusal(r#"{"a":1,"a":1}"#), at(JsonFaultKind::DuplicateKey, "/a"));
    let deep = r#"{"x":[{},{"a/b":1,"c":2,"a/b":3}]}"#;
    assert_eq!(refusal(deep), at(JsonFaultKind::DuplicateKey, "/x/1/a~1b"));
    assert!(read(r#"{"a":{"a":1},"b":{"a":1}}"#).is_ok());
}

#[test]
fn keys_that_only_differ_in_their_composition_are_the_same_key() {
    let text = "{\"\u{e9}\":1,\"e\u{301}\":2}";
    assert_eq!(refusal(text), at(JsonFaultKind::DuplicateKey, "/\u{e9}"));
}

#[test]
fn texts_are_composed() {
    assert_eq!(read("[\"e\\u0301\"]"), Ok(json!(["\u{e9}"])));
}

#[test]
fn control_characters_and_direction_overrides_are_refused() {
    for code in [0x00, 0x08, 0x0b, 0x0d, 0x1f, 0x7f, 0x85, 0x9f, 0x202a, 0x202e, 0x2066, 0x2069] {
        let text = format!("{{\"a\":[\"x\\u{code:04x}\"]}}");
        assert_eq!(refusal(&text), at(JsonFaultKind::ControlCharacter, "/a/0"), "{code:x}");
        let key = format!("{{\"x\\u{code:04x}\":1}}");
        assert_eq!(refusal(&key), at(JsonFaultKind::ControlCharacter, ""), "{code:x}");
    }
    assert!(read("[\"a\\n\\tb\\u200d\\u2028\"]").is_ok());
}

#[test]
fn numbers_keep_their_value_or_are_refused() {
    assert_eq!(read("18446744073709551615"), Ok(json!(u64::MAX)));
    assert_eq!(read("-9223372036854775808"), Ok(json!(i64::MIN)));
    assert!(read("18446744073709551616").unwrap().is_f64());
    assert_eq!(refusal(r#"{"fen":1e999}"#), at(JsonFaultKind::Number, "/fen"));
    assert_eq!(refusal("[1,-1e999]"), at(JsonFaultKind::Number, "/1"));
    assert_eq!(refusal("[NaN]").0, JsonFaultKind::Malformed);
}

#[test]
fn what_is_not_json_is_refused() {
    for text in ["", "{", "[1,]", "{\"a\":1,}", "{a:1}", "1 2", "[] x", "\u{feff}{}", "\"\\ud800\""]
    {
        assert_eq!(refusal(text).0, JsonFaultKind::Malformed, "{text:?}");
    }
    let fault = strict_json(b"\"\xff\"", JsonLimits::default()).unwrap_err();
    assert_eq!(fault, JsonFault { kind: JsonFaultKind::NotUtf8, pointer: None });
}

#[test]
fn a_fault_never_repeats_a_value_or_a_long_key() {
    let long = "k".repeat(65);
    let fault = read(&format!("{{\"a\":{{\"{long}\":1,\"{long}\":1}}}}")).unwrap_err();
    assert_eq!(fault.pointer.as_deref(), Some("/a"));
    let fault = read(r#"{"id_card":"53010119900101123X" "#).unwrap_err();
    assert!(!format!("{fault} {fault:?}").contains("5301"));
}

#[test]
fn names_that_other_readers_use_inside_are_ordinary_keys() {
    let text = r#"{"$serde_json::private::Number":"1","$serde_json::private::RawValue":"{}"}"#;
    assert_eq!(read(text).unwrap().as_object().unwrap().len(), 2);
}

fn allowed_text() -> impl Strategy<Value = String> {
    ".{0,12}".prop_map(|text| {
        let kept: String = text.chars().filter(|c| !is_forbidden(*c)).collect();
        kept.nfc().collect()
    })
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1_000_000i32..1_000_000).prop_map(|quarters| Value::from(f64::from(quarters) / 4.0)),
        allowed_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(allowed_text(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_document_without_faults_comes_back_unchanged(document in document()) {
        let text = document.to_string();
        prop_assert_eq!(read(&text), Ok(document));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = strict_json(&bytes, JsonLimits::default());
    }

    #[test]
    fn what_is_read_is_what_a_lenient_reader_reads(text in r#"[\[\]{}",:0-9a-e\\u.\-]{0,40}"#) {
        if let Ok(value) = read(&text) {
            prop_assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        }
    }
}
