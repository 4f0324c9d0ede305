//! Argo Workflows and Argo Events. Source: `argo-workflows/pkg/apis/workflow/v1alpha1/workflow_types.go`,
//! `argo-events/pkg/apis/events/v1alpha1`.

use super::project::{ByKey, Counting, Manifest, Placeholder, Project, Reading};
use crate::count::Count;
use crate::descent::Level;
use crate::kinds::GroupKind;

/// argoproj.io.
pub(super) const PROJECT: Project = Project {
    reading: Reading {
        merged: &["podSpecPatch"],
        // `templates[].resource.manifest`, and patches of pods at any level.
        manifests: &[
            Manifest { is_of: |_| true, key: "podSpecPatch" },
            Manifest { is_of: |_| true, key: "manifest" },
        ],
        placeholders: &[Placeholder { is_of: fills_in, opens: "{{", closes: "}}", in_other_kinds: false }],
        ..Reading::NONE
    },
    counting: Counting {
        pods_of_object: Some(pods_of_object),
        // An upper bound over all templates.
        bounds_parallelism: true,
        ..Counting::NONE
    },
    by_key: ByKey { pod_metadata: &["podMetadata"], ..ByKey::NONE },
    ..Project::NONE
};

/// Each step of a workflow is a pod, whose containers stand by themselves; members that multiply elsewhere mean nothing.
fn pods_of_object(kind: &str, _: &Level<'_>) -> Option<Count> {
    kind.contains("Workflow").then_some(Count::Known(1))
}

/// A Sensor fills in the workflows that it creates.
fn fills_in(kind: &GroupKind<'_>) -> bool {
    kind.kind.contains("Workflow") || kind.kind == "Sensor"
}
