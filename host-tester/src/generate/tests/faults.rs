//! Metadata that does not fit together.

use serde_json::json;

use super::{metadata, project};
use crate::generate::files;
use policy_test::kinds::Kinds;

#[test]
fn annotations_that_contradict_what_is_known_are_told_with_both() {
    for (key, value, wanted) in [
        (
            "io.kubewarden.policy.title",
            "wide-paths",
            "is `wide-paths`, not `narrow-paths`: the name of its folder",
        ),
        ("io.kubewarden.policy.version", "1.3.0", "is `1.3.0`, not `1.2.0`: the version of its crate"),
        (
            "io.kubewarden.policy.ociUrl",
            "ghcr.io/x/narrow-paths",
            "not `registry.example.com/pack/narrow-paths`",
        ),
        ("io.kubewarden.policy.url", "https://example.org", "not `https://example.com/pack`"),
        ("io.kubewarden.policy.severity", "grave", "is none of critical, high, medium, low, info"),
        ("io.kubewarden.policy.author", "Ada", "`Ada` has not the form"),
        ("io.artifacthub.keywords", "pods,,paths", "has an empty item"),
        ("io.artifacthub.resources", "Pod, Job", "names Job, which its rules do not"),
        ("io.artifacthub.resources", "Job", "misses Pod, which its rules name"),
        ("io.artifacthub.displayName", "a\nb", "must be one line"),
        ("io.kubewarden.hidden-ui", "yes", "is neither `true` nor `false`"),
    ] {
        let mut metadata = metadata();
        metadata["annotations"][key] = json!(value);
        let faults = files(&project(&metadata), Kinds::builtin()).unwrap_err();
        let place = format!("policies/narrow-paths/metadata.yml: annotations.{key}: ");
        assert!(faults.iter().any(|fault| fault.starts_with(&place) && fault.contains(wanted)), "{faults:?}");
    }
}

#[test]
fn every_annotation_that_a_package_needs_is_asked_for_once() {
    let given = metadata()["annotations"].as_object().unwrap().clone();
    for key in given.keys() {
        let mut metadata = metadata();
        metadata["annotations"].as_object_mut().unwrap().remove(key);
        let faults = files(&project(&metadata), Kinds::builtin()).unwrap_err();
        let missing = format!("policies/narrow-paths/metadata.yml: annotations.{key}: is missing");
        assert_eq!(faults, [missing], "{key}");
    }
}

#[test]
fn faults_of_all_files_are_told_at_once() {
    let mut metadata = metadata();
    metadata["annotations"]["ai-guardrails.kinds"] = json!("nothing");
    metadata["annotations"]["io.kubewarden.policy.severity"] = json!("grave");
    let mut project = project(&metadata);
    project.policies[0].changelog.clear();
    let faults = files(&project, Kinds::builtin()).unwrap_err();
    for part in ["annotations.ai-guardrails.kinds: ", "policy.severity: ", "CHANGELOG.md: no section"] {
        assert!(faults.iter().any(|fault| fault.contains(part)), "{part}: {faults:?}");
    }
}

#[test]
fn a_rule_that_may_stop_the_audit_is_refused() {
    for (group, version, operation, refused) in [
        ("resource.k8s.io", "v1beta1", "CREATE", true),
        ("ray.io", "v1", "CREATE", true),
        ("ray.io", "*", "CREATE", false),
        ("ray.io", "v1", "UPDATE", false),
        ("networking.k8s.io", "v1", "CREATE", false),
    ] {
        let mut metadata = metadata();
        let rule = json!({"apiGroups": [group], "apiVersions": [version], "resources": ["x"], "operations": [operation]});
        metadata["rules"].as_array_mut().unwrap().push(rule);
        let faults = files(&project(&metadata), Kinds::builtin()).err().unwrap_or_default();
        let told = faults
            .iter()
            .any(|fault| fault.starts_with("policies/narrow-paths/metadata.yml: rules[2]: where a"));
        assert_eq!(told, refused, "{group} {version} {operation}: {faults:?}");
    }
}
