//! Values against what serde_json reads, and text that is none.

use super::*;
use crate::test_support::{json, parse};
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn reads_a_nested_object_in_place() {
    let json = json(r#" {"a": [1, {"b": "x]}\""}], "c": null, "d": true} "#);
    assert_eq!(json.member("a").unwrap().items().unwrap().len(), 2);
    assert_eq!(json.member("c"), None);
    assert_eq!(json.member("d").unwrap().boolean(), Ok(true));
    let inner = json.member("a").unwrap().items().unwrap()[1];
    assert_eq!(inner.member("b").unwrap().text().unwrap(), "x]}\"");
}

#[test]
fn finds_a_key_that_is_written_with_escapes() {
    let json = json(r#"{"\u0063ontainers": []}"#);
    assert!(json.member("containers").is_some());
}

#[test]
fn tells_what_stands_in_the_place_of_a_boolean() {
    let wrong = json("\"true\"").boolean().unwrap_err();
    assert_eq!(wrong.to_string(), "expected a boolean, found a string");
}

#[test]
fn whole_numbers_may_be_written_as_floats() {
    for (text, number) in [("0", 0), ("-1", -1), ("1.0", 1), ("2000.00", 2000)] {
        assert_eq!(json(text).integer(), Ok(number));
    }
    for text in ["1.5", "1e40", "99999999999999999999", "\"1\"", "true"] {
        assert!(json(text).integer().is_err(), "{text}");
    }
}

#[test]
fn broken_text_is_an_error_and_never_a_value() {
    for text in ["", "{", "[1", "\"a", "{\"a\":1} x", "{]", "}", "\u{0}"] {
        let read = parse(text).and_then(|json| match json.shape() {
            Shape::Map => json.entries().map(|_| ()),
            Shape::List => json.items().map(|_| ()),
            _ => Ok(()),
        });
        assert!(read.is_err(), "{text:?}");
    }
}

#[test]
fn escapes_are_resolved_as_serde_json_resolves_them() {
    for text in [r#""\u0063\n\"\\\/\b\f\r\t""#, r#""\ud83d\ude00x""#, r#""é\u00e9""#, r#""""#] {
        let expected: String = serde_json::from_str(text).unwrap();
        assert_eq!(json(text).text().unwrap(), expected);
    }
    assert_eq!(json(r#""\ud83dx""#).text().unwrap(), "\u{fffd}x");
    for text in [r#""\x""#, r#""\u12""#, r#""\u12g4""#] {
        assert!(json(text).text().is_err(), "{text}");
    }
}

#[test]
fn agrees_with_serde_json_on_every_member() {
    let text = r#"{"a":1,"b":{"c":[{},[],"\\"]},"é":"\u00e9\n","":-0.5e-3}"#;
    let tree: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).unwrap();
    let entries = json(text).entries().unwrap();
    assert_eq!(entries.len(), tree.len());
    for (key, value) in entries {
        let read: serde_json::Value = serde_json::from_str(value.raw()).unwrap();
        assert_eq!(Some(&read), tree.get(*key), "{key}");
    }
}
