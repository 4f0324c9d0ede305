//! The kinds of Kubernetes itself that start pods.

use super::group_kind::GroupKind;
use crate::place::Step;

/// Where a built-in kind keeps its pod spec. There the API server guarantees one, and anything that is none
/// is malformed.
pub fn pod_spec_path(kind: &GroupKind<'_>) -> Option<&'static [&'static str]> {
    match (kind.group, kind.kind) {
        ("", "Pod") => Some(&["spec"]),
        ("", "PodTemplate") => Some(&["template", "spec"]),
        ("", "ReplicationController")
        | ("apps", "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet")
        | ("batch", "Job") => Some(&["spec", "template", "spec"]),
        ("batch", "CronJob") => Some(&["spec", "jobTemplate", "spec", "template", "spec"]),
        _ => None,
    }
}

/// Whether `path` is where a built-in kind keeps its pod spec.
pub(crate) fn is_pod_spec(kind: &GroupKind<'_>, path: &[Step<'_>]) -> bool {
    pod_spec_path(kind).is_some_and(|steps| is_path(steps, path))
}

/// Whether `path` consists of just these keys.
pub(crate) fn is_path(keys: &[&str], path: &[Step<'_>]) -> bool {
    keys.len() == path.len() && keys.iter().zip(path).all(|(key, step)| *step == Step::Key(key))
}

/// Whether an object's own metadata stays its own: the built-in controllers copy none of it to their pods,
/// which have the metadata of the template.
pub(crate) fn keeps_metadata_to_itself(kind: &GroupKind<'_>) -> bool {
    pod_spec_path(kind).is_some() && kind.kind != "Pod"
}

/// Whether a member is bookkeeping, from which nobody starts anything: that of field managers, and the object's own
/// status. `around` leads to the map that has the member.
pub(crate) fn is_bookkeeping(key: &str, around: &[Step<'_>]) -> bool {
    match key {
        "managedFields" => around.last() == Some(&Step::Key("metadata")),
        "status" => around.is_empty(),
        _ => false,
    }
}
