//! What an API server adds to an object by itself: ids, generated names, the marks of a living object.

use serde_json::{Map, Value, json};

use crate::request::payload::text;

/// An id in the form of a UUID that depends on nothing but the content, so that the same case always makes
/// the same request.
pub(super) fn uid(of: &Value) -> String {
    let text = text(of);
    let (high, low) = (hash(text.as_bytes(), 1), hash(text.as_bytes(), 2));
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff,
    )
}

/// The five characters that an API server hangs on a `generateName`.
pub(super) fn suffix(of: &Value) -> String {
    // The alphabet of Kubernetes: no vowels, so that no words come out.
    const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let mut rest = hash(text(of).as_bytes(), 3);
    let mut letters = String::new();
    for _ in 0..5 {
        let letter = usize::try_from(rest % 27).ok().and_then(|index| ALPHABET.get(index));
        letters.extend(letter.copied().map(char::from));
        rest /= 27;
    }
    letters
}

/// Makes an object look as it does once it lives in the cluster; what it says of itself already stays.
pub(super) fn live(object: &mut Value) {
    let uid = uid(object);
    let pod = object.get("kind").and_then(Value::as_str) == Some("Pod");
    let status = if pod { pod_status(object) } else { other_status() };
    let api_version = object.get("apiVersion").cloned().unwrap_or_default();
    let Value::Object(members) = object else {
        return;
    };
    members.entry("status").or_insert(status);
    let metadata = members.entry("metadata").or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(metadata) = metadata else {
        return;
    };
    metadata.entry("uid").or_insert_with(|| json!(uid));
    metadata.entry("creationTimestamp").or_insert_with(|| json!("2026-11-24T01:23:45Z"));
    metadata.entry("resourceVersion").or_insert_with(|| json!("4711"));
    metadata.entry("managedFields").or_insert_with(|| {
        json!([{
            "manager": "kubectl-create",
            "operation": "Update",
            "apiVersion": api_version,
            "time": "2026-11-24T01:23:45Z",
            "fieldsType": "FieldsV1",
            "fieldsV1": {"f:spec": {"f:containers": {"k:{\"name\":\"main\"}": {".": {}, "f:image": {}}}}},
        }])
    });
}

fn pod_status(pod: &Value) -> Value {
    let containers = pod.pointer("/spec/containers").and_then(Value::as_array);
    let statuses = containers.into_iter().flatten().map(|container| {
        json!({
            "name": container.get("name"),
            "image": container.get("image"),
            "imageID": "sha256:0000000000000000000000000000000000000000000000000000000000000000",
            "ready": true,
            "restartCount": 0,
            "state": {"running": {"startedAt": "2026-11-24T01:23:50Z"}},
        })
    });
    json!({
        "phase": "Running",
        "hostIP": "192.0.2.1",
        "podIP": "198.51.100.7",
        "conditions": [{"type": "Ready", "status": "True"}],
        "containerStatuses": statuses.collect::<Vec<_>>(),
    })
}

fn other_status() -> Value {
    json!({"observedGeneration": 1, "conditions": [{"type": "Available", "status": "True"}]})
}

// FNV-1a: short, and good enough for ids that nobody attacks.
fn hash(bytes: &[u8], seed: u64) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_form_of_a_uuid_and_depend_on_the_content_alone() {
        let id = uid(&json!({"a": 1}));
        assert_eq!(id, uid(&json!({"a": 1})));
        assert_ne!(id, uid(&json!({"a": 2})));
        let lengths: Vec<_> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }

    #[test]
    fn generated_names_use_the_alphabet_of_kubernetes() {
        let suffix = suffix(&json!({"a": 1}));
        assert_eq!(suffix.len(), 5);
        assert!(suffix.chars().all(|letter| "bcdfghjklmnpqrstvwxz2456789".contains(letter)));
    }

    #[test]
    fn a_living_object_keeps_what_it_said_of_itself() {
        let mut pod = json!({"kind": "Pod", "metadata": {"uid": "mine"}, "status": {"phase": "Failed"}});
        live(&mut pod);
        assert_eq!(pod["metadata"]["uid"], "mine");
        assert_eq!(pod["status"], json!({"phase": "Failed"}));
        assert!(pod["metadata"]["managedFields"].is_array());
    }
}
