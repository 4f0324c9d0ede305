//! KEDA. Source: `keda/apis/keda/v1alpha1/scaledjob_types.go`.

use super::project::{ByKey, Project};

/// keda.sh.
pub(super) const PROJECT: Project =
    Project { by_key: ByKey { multipliers: &["maxReplicaCount"], ..ByKey::NONE }, ..Project::NONE };
