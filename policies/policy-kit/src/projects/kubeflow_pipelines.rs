//! Kubeflow Pipelines. Source: `pipelines/backend/src/crd/pkg/apis/scheduledworkflow/v1beta1/types.go`,
//! `pipelines/api/v2alpha1/pipeline_spec.proto`.

use super::project::{ByKey, DeviceCount, DeviceKeys, Manifest, Placeholder, Project, Reading};
use crate::kinds::GroupKind;

/// pipelines.kubeflow.org, and kubeflow.org for ScheduledWorkflow.
pub(super) const PROJECT: Project = Project {
    reading: Reading {
        // The workflow of a ScheduledWorkflow may be an object or a string of JSON.
        manifests: &[Manifest { is_of: is_scheduled_workflow, key: "spec" }],
        placeholders: &[Placeholder { is_of: fills_in, opens: "{{", closes: "}}", in_other_kinds: false }],
        ..Reading::NONE
    },
    by_key: ByKey {
        multipliers: &["maxConcurrency"],
        // The workflow is Argo's, and says no more of its kind.
        bounds_parallelism: &[("workflow", "spec")],
        // Newer compilers write `resourceType` and `resourceCount`.
        devices: DeviceKeys {
            counts: &[
                DeviceCount { map: "accelerator", name: "resourceType", count: "resourceCount" },
                DeviceCount { map: "accelerator", name: "type", count: "count" },
                DeviceCount { map: "", name: "acceleratorType", count: "acceleratorCount" },
            ],
            ..DeviceKeys::NONE
        },
        ..ByKey::NONE
    },
    ..Project::NONE
};

fn is_scheduled_workflow(kind: &GroupKind<'_>) -> bool {
    kind.is("kubeflow.org", "ScheduledWorkflow")
}

fn fills_in(kind: &GroupKind<'_>) -> bool {
    kind.group == "pipelines.kubeflow.org" || is_scheduled_workflow(kind)
}
