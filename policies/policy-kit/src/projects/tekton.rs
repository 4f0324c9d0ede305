//! Tekton Pipelines. Source: `pipeline/pkg/apis/pipeline/v1`.

use super::project::{Placeholder, Project, Reading};

/// tekton.dev.
pub(super) const PROJECT: Project = Project {
    reading: Reading {
        placeholders: &[Placeholder { is_of: |_| true, opens: "$(", closes: ")", in_other_kinds: false }],
        ..Reading::NONE
    },
    ..Project::NONE
};
