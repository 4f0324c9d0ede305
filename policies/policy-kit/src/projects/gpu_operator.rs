//! NVIDIA's GPU operator. Source: `gpu-operator/api/nvidia/v1/clusterpolicy_types.go`.

use super::project::{ByKey, Project};

/// nvidia.com: ClusterPolicy, NVIDIADriver.
pub(super) const PROJECT: Project =
    Project { by_key: ByKey { image_versions: &["version"], ..ByKey::NONE }, ..Project::NONE };
