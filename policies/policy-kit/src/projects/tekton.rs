//! Tekton Pipelines. Source: `pipeline/pkg/apis/pipeline/v1`.

use super::project::{Placeholder, Project};

/// tekton.dev.
pub(super) const PROJECT: Project = Project {
    placeholders: &[Placeholder { is_of: |_| true, opens: "$(", closes: ")", in_other_kinds: false }],
    ..Project::NONE
};
