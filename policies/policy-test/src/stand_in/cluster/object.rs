//! What an object of a cluster says of itself.

use serde_json::Value;

/// What tells an object from all others; none for one without a name.
pub(in crate::stand_in) fn identity(object: &Value) -> Option<[String; 4]> {
    let parts = [
        text(object, "/apiVersion"),
        text(object, "/kind"),
        namespace_of(object),
        text(object, "/metadata/name"),
    ];
    (!text(object, "/metadata/name").is_empty()).then(|| parts.map(str::to_owned))
}

pub(super) fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn namespace_of(object: &Value) -> &str {
    match text(object, "/metadata/namespace") {
        "" => "default",
        namespace => namespace,
    }
}
