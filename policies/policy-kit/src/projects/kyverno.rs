//! Kyverno. Source: `kyverno/api`.

use super::project::{Project, Reading};

/// kyverno.io, policies.kyverno.io: patterns of pods.
pub(super) const PROJECT: Project =
    Project { reading: Reading { starts_no_pods: true, ..Reading::NONE }, ..Project::NONE };
