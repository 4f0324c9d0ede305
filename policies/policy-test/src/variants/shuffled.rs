//! Family `shuffle`: every map in another order, with members that nobody knows.
//!
//! Hosts sort keys and clusters are newer than policies: neither the order nor a new field may change a
//! verdict. It applies to every case with a manifest.

use serde_json::{Map, Value, json};

use crate::case::Manifest;
use crate::kinds::Kinds;
use crate::variants::base::{Base, Variant, request_of};
use crate::variants::family::Family;

pub(super) fn variant(kinds: &Kinds, base: Base<'_>, manifest: &Manifest) -> Result<Variant, String> {
    let mut request = request_of(kinds, manifest)?;
    for name in ["object", "oldObject"] {
        if let Some(Value::Object(object)) = request.get_mut(name) {
            add_unknown_members(object);
            if let Some(Value::Object(spec)) = object.get_mut("spec") {
                add_member(spec);
            }
            add_member(object);
        }
    }
    let variant = Variant::new(Family::Shuffle, "shuffle", request, base.verdict());
    Ok(Variant { reversed: true, ..variant })
}

/// Adds a member to the maps that are structs for sure: items of lists, and security contexts. Other maps
/// may have free keys, where a new one is no unknown field but another label, resource or replica group.
fn add_unknown_members(members: &mut Map<String, Value>) {
    for (key, value) in members {
        match value {
            Value::Object(inner) => {
                add_unknown_members(inner);
                if key == "securityContext" {
                    add_member(inner);
                }
            }
            Value::Array(items) => {
                for inner in items.iter_mut().filter_map(Value::as_object_mut) {
                    add_unknown_members(inner);
                    add_member(inner);
                }
            }
            _ => {}
        }
    }
}

fn add_member(members: &mut Map<String, Value>) {
    members.insert("futureField".to_owned(), json!({"enabled": true, "levels": [1, "two", null]}));
}
