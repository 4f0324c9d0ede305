//! Kyverno. Source: `kyverno/api`.

use super::project::Project;

/// kyverno.io, policies.kyverno.io: patterns of pods.
pub(super) const PROJECT: Project = Project { starts_no_pods: true, ..Project::NONE };
