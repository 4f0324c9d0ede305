//! The vLLM production stack. Source: `production-stack/operator/api/v1alpha1/vllmruntime_types.go`.

use super::project::{ByKey, DeviceKeys, Project};

/// production-stack.vllm.ai.
pub(super) const PROJECT: Project = Project {
    by_key: ByKey {
        autoscaling: &["autoscalingConfig"],
        scaled_from_outside: &["deploymentConfig"],
        model_uris: &["modelurl"],
        // `resources: {cpu, memory, gpu, gpuType}`.
        devices: DeviceKeys {
            plain_blocks: &["deploymentConfig", "sidecarConfig"],
            gpu_names: &["gpuType"],
            ..DeviceKeys::NONE
        },
        ..ByKey::NONE
    },
    ..Project::NONE
};
