//! AIBrix. Source: `aibrix/api/orchestration/v1alpha1/podset_types.go`, `aibrix/api/model/v1alpha1/modeladapter_types.go`.

use super::project::{ByKey, Project};

/// orchestration.aibrix.ai, model.aibrix.ai.
pub(super) const PROJECT: Project = Project {
    by_key: ByKey { multipliers: &["podGroupSize"], model_uris: &["artifacturl"], ..ByKey::NONE },
    ..Project::NONE
};
