//! What structure finds by itself, and what the exceptions of policy-kit add, over every kind of the table.

#![expect(clippy::unwrap_used, reason = "a test that cannot read an answer has failed")]

use std::collections::BTreeSet;

use policy_kit::host::no_calls;
use policy_test::kinds::path::KindPath;
use policy_test::kinds::{Kind, Kinds};
use policy_test::request::payload;
use policy_test::response::Response;
use privileged_pods::call_natively;
use serde_json::{Value, json};

/// A group that no exception knows: what is found in it is found by structure alone.
const NOBODYS: &str = "structure.example.com";

/// The container that must not be overlooked.
fn privileged() -> Value {
    json!({"name": "hidden", "image": "x", "securityContext": {"privileged": true}})
}

/// The places where a privileged container is found in `object`, taken for one of `group` and `kind`.
fn found(group: &str, kind: &Kind, object: &Value) -> BTreeSet<String> {
    let request = json!({
        "uid": "1",
        "kind": {"group": group, "version": kind.version(), "kind": kind.kind},
        "resource": {"group": group, "version": kind.version(), "resource": kind.plural},
        "operation": "CREATE",
        "userInfo": {},
        "object": object,
    });
    let answer = call_natively("validate", &payload(&request, &json!({})), "2026-11-24", &no_calls).unwrap();
    let response: Response = serde_json::from_slice(&answer).unwrap();
    let privileged = response.findings().into_iter().filter(|finding| finding.rule == "privileged");
    privileged.map(|finding| finding.path).collect()
}

/// An object of `kind` with `value` at `path`, and the place of that value.
fn object_with(kind: &Kind, path: &KindPath, value: Value) -> (Value, String) {
    let mut object = json!({"apiVersion": kind.api_version(), "kind": kind.kind, "metadata": {"name": "x"}});
    let place = path.put(&mut object, value);
    (object, place)
}

#[test]
fn a_privileged_container_is_found_at_every_place_of_every_kind_by_structure_alone() {
    let mut missed = Vec::new();
    let mut places = 0;
    for kind in Kinds::builtin() {
        for path in kind.container_paths() {
            places += 1;
            let (object, place) = object_with(kind, &path, privileged());
            let wanted = BTreeSet::from([format!("{place}.securityContext.privileged")]);
            for group in [kind.group, NOBODYS] {
                let found = found(group, kind, &object);
                if found != wanted {
                    missed.push(format!("{group}/{}: wanted {wanted:?}, found {found:?}", kind.kind));
                }
            }
        }
    }
    assert!(places > 500, "the table shrank to {places} places");
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn json_in_strings_is_found_by_the_exceptions_and_by_nothing_else() {
    let patch = json!({"containers": [privileged()]}).to_string();
    let mut with_exceptions = 0;
    for kind in Kinds::builtin() {
        for path in &kind.yaml_strings {
            let (object, place) = object_with(kind, path, json!(patch));
            assert_eq!(found(NOBODYS, kind, &object), BTreeSet::new(), "{}", kind.kind);
            let wanted = format!("{place}.containers[0].securityContext.privileged");
            let found = found(kind.group, kind, &object);
            if found.contains(&wanted) {
                with_exceptions += 1;
            } else {
                assert!(READ_BY_NOBODY.contains(&kind.kind), "{} {place}: found {found:?}", kind.kind);
            }
        }
    }
    assert!(with_exceptions >= 20, "{with_exceptions} strings are read");
}

/// Kinds whose strings hold no manifest of a pod but settings for something that runs in one (Ray's
/// `serveConfigV2` and `runtimeEnvYAML`): no rule of this policy has anything to look for in them.
const READ_BY_NOBODY: [&str; 4] = ["RayJob", "RayService", "RayCronJob", "RayCluster"];

#[test]
fn every_row_without_a_place_for_a_container_says_why() {
    for kind in Kinds::builtin() {
        let none = kind.container_paths().is_empty() && kind.yaml_strings.is_empty();
        assert!(
            !none || !kind.notes.is_empty(),
            "{}/{} has neither places nor a note",
            kind.group,
            kind.kind
        );
    }
}
