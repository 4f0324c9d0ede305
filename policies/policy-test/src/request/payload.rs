//! The bytes that a guest gets: `{"request":…,"settings":…}`.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// The payload of `validate` for a normalised request: keys sorted at every level, no whitespace.
pub fn payload(request: &Value, settings: &Value) -> Vec<u8> {
    payload_from_text(&text(request), &text(settings))
}

/// As [`payload`], of parts that were rendered before by [`text`]: one request often meets many policies.
pub fn payload_from_text(request: &str, settings: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(request.len() + settings.len() + 32);
    for part in ["{\"request\":", request, ",\"settings\":", settings, "}"] {
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

/// The same document with all keys in falling order, for policies that must not lean on the host's order.
pub fn payload_reversed(request: &Value, settings: &Value) -> Vec<u8> {
    let part = |value| render(&Ordered { value, order: Order::Falling });
    let (request, settings) = (part(request), part(settings));
    format!("{{\"settings\":{settings},\"request\":{request}}}").into_bytes()
}

/// A value as the hosts write it: keys sorted at every level, no whitespace.
pub fn text(value: &Value) -> String {
    render(&Ordered { value, order: Order::Rising })
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    Rising,
    Falling,
}

/// Writes a value with its keys in order even where some other crate switched `serde_json` to insertion
/// order.
struct Ordered<'a> {
    value: &'a Value,
    order: Order,
}

fn render(ordered: &Ordered<'_>) -> String {
    // Values have only string keys and finite numbers: serialising them cannot fail.
    serde_json::to_string(ordered).unwrap_or_default()
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let order = self.order;
        match self.value {
            Value::Array(items) => serializer.collect_seq(items.iter().map(|value| Ordered { value, order })),
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_unstable_by_key(|(key, _)| *key);
                if order == Order::Falling {
                    members.reverse();
                }
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, &Ordered { value, order })?;
                }
                map.end()
            }
            scalar => scalar.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_sorted_and_whitespace_is_gone() {
        let request = json!({"b": [{"z": 1, "a": null}], "a": 1.0});
        let bytes = payload(&request, &json!({}));
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, r#"{"request":{"a":1.0,"b":[{"a":null,"z":1}]},"settings":{}}"#);
    }

    #[test]
    fn the_reversed_payload_is_the_same_document() {
        let request = json!({"b": [{"z": 1, "a": null}], "a": 1.0});
        let reversed = payload_reversed(&request, &json!({"x": 1}));
        assert!(reversed.starts_with(br#"{"settings":{"x":1},"request":{"b":[{"z":1"#));
        let read: Value = serde_json::from_slice(&reversed).unwrap();
        assert_eq!(read, json!({"request": request, "settings": {"x": 1}}));
    }
}
