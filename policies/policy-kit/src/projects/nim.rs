//! NVIDIA's NIM operator, and the NeMo services that it runs. Source: `k8s-nim-operator/api/apps/v1alpha1`.

use super::project::{ByKey, Counting, DeviceKeys, Project, Reading};
use crate::count::{Context, Count};

/// apps.nvidia.com.
pub(super) const PROJECT: Project = Project {
    // The user that containers run as.
    reading: Reading { pod_fields: &["userID"], ..Reading::NONE },
    counting: Counting { is_switched_off: Some(is_disabled), ..Counting::NONE },
    by_key: ByKey {
        nodes_per_replica: &[nodes],
        // `scale.hpa`.
        autoscaling: &["scale"],
        // A NIMCache pulls the model with this image.
        images: &["modelPuller"],
        // A NemoEvaluator names the image of each benchmark.
        maps_of_images: &["evaluationImages"],
        // `draResources[].claimCreationSpec.devices[]`.
        devices: DeviceKeys {
            claim_lists: &["draResources"],
            claim_contents: &["claimCreationSpec"],
            ..DeviceKeys::NONE
        },
        ..ByKey::NONE
    },
    ..Project::NONE
};

/// A service of a NIMPipeline can be switched off.
fn is_disabled(at: Context<'_, '_>) -> bool {
    at.key(1) == "services" && at.map().member("enabled").is_some_and(|enabled| enabled.raw() == "false")
}

fn nodes(at: Context<'_, '_>) -> Option<Count> {
    Count::of(at.map().member("multiNode")?.member("parallelism")?.member("pipeline"))
}
