//! What the shape of an object cannot tell, by group and kind. Everything else is found by structure.
//!
//! Sources: the CustomResourceDefinitions of the projects named beside each exception.

use crate::place::Step;

/// A kind of object, told apart by its group: `Job` is a kind of `batch` and of `batch.volcano.sh`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupKind<'a> {
    /// The API group; empty for the core group.
    pub group: &'a str,
    /// The kind: `Deployment`.
    pub kind: &'a str,
}

impl GroupKind<'_> {
    /// No kind at all.
    pub(crate) const NONE: GroupKind<'static> = GroupKind { group: "", kind: "" };

    /// Whether this is the kind of that group; the core group is the empty text.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.group == group && self.kind == kind
    }
}

/// Kinds that hold patterns or schemas of pods, and start none: their fields look like a pod's.
pub fn starts_no_pods(kind: &GroupKind<'_>) -> bool {
    matches!(
        kind.group,
        "kyverno.io" | "policies.kyverno.io" | "admissionregistration.k8s.io" | "apiextensions.k8s.io"
    ) || kind.group.ends_with("gatekeeper.sh")
}

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

/// Whether the string `key` of this kind holds a manifest or a patch.
///
/// Argo Workflows: `templates[].resource.manifest`, `podSpecPatch` (argoproj.io). Kubeflow Pipelines: the
/// workflow of a `ScheduledWorkflow` may be an object or a JSON string.
pub(crate) fn holds_manifest(kind: &GroupKind<'_>, key: &str) -> bool {
    match key {
        "podSpecPatch" | "manifest" => kind.group == "argoproj.io",
        "spec" => kind.is("kubeflow.org", "ScheduledWorkflow"),
        _ => false,
    }
}

/// Whether anything in this file but the built-in kinds' paths is about this kind.
pub(crate) fn has_exceptions(kind: &GroupKind<'_>) -> bool {
    matches!(kind.group, "argoproj.io" | "apps.nvidia.com") || kind.is("kubeflow.org", "ScheduledWorkflow")
}

/// Whether a pod spec at this path is merged over another one, so that it leaves out what it does not change:
/// Argo's `podSpecPatch`, the three generations of a `TrainJob`'s overrides, Dynamo's `extraPodSpec`.
pub(crate) fn is_merged(kind: &GroupKind<'_>, path: &[Step<'_>]) -> bool {
    let keys: &[&str] = match kind.group {
        "argoproj.io" => &["podSpecPatch"],
        "trainer.kubeflow.org" | "kubeflow.org" => {
            &["podSpecOverrides", "podTemplateOverrides", "runtimePatches"]
        }
        "nvidia.com" => &["extraPodSpec"],
        _ => return false,
    };
    path.iter().any(|step| matches!(step, Step::Key(key) if keys.contains(key)))
}

/// Whether this kind writes the user that its containers run as into `userID`: NVIDIA's NIM operator
/// (apps.nvidia.com).
pub(crate) fn keeps_user_id(kind: &GroupKind<'_>) -> bool {
    kind.group == "apps.nvidia.com"
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

/// The group of an `apiVersion`: empty for the core group.
pub(crate) fn group_of(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}
