//! Kubeflow's trainer. Source: `trainer/pkg/apis/trainer/v1alpha1/trainjob_types.go`, `trainingruntime_types.go`.

use super::project::{ByKey, Project, Reading};
use crate::count::{Context, Count};

/// trainer.kubeflow.org, and kubeflow.org for the preview of the same kinds.
pub(super) const PROJECT: Project = Project {
    // The overrides of a TrainJob in three generations of its API.
    reading: Reading {
        merged: &["podSpecOverrides", "podTemplateOverrides", "runtimePatches"],
        ..Reading::NONE
    },
    by_key: ByKey {
        // OptimizationJob has `parallelTrials`.
        multipliers: &["numNodes", "parallelTrials"],
        nodes_per_replica: &[nodes],
        ..ByKey::NONE
    },
    ..Project::NONE
};

/// The nodes of a runtime stand beside the template of its pods, those of a TrainJob beside what is patched over it.
fn nodes(at: Context<'_, '_>) -> Option<Count> {
    let stated = match at.next() {
        "template" => at.map().member("mlPolicy"),
        "runtimePatches" | "podTemplateOverrides" | "podSpecOverrides" => at.map().member("trainer"),
        _ => None,
    };
    Count::of(stated?.member("numNodes"))
}
