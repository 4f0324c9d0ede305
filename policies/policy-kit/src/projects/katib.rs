//! Katib. Source: `katib/pkg/apis/controller/experiments/v1beta1/experiment_types.go`.

use super::project::{ByKey, Placeholder, Project, Reading};
use crate::kinds::GroupKind;

/// kubeflow.org: Experiment, Trial.
pub(super) const PROJECT: Project = Project {
    // Trials are objects of any kind.
    reading: Reading {
        placeholders: &[Placeholder {
            is_of: fills_in,
            opens: "${trialParameters.",
            closes: "}",
            in_other_kinds: true,
        }],
        ..Reading::NONE
    },
    by_key: ByKey { multipliers: &["parallelTrialCount"], ..ByKey::NONE },
    ..Project::NONE
};

fn fills_in(kind: &GroupKind<'_>) -> bool {
    matches!(kind.kind, "Experiment" | "Trial")
}
