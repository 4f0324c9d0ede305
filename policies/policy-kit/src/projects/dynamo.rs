//! NVIDIA Dynamo. Source: `api/v1alpha1/dynamocomponentdeployment_types.go` of its operator, and
//! `v1beta1`.

use super::project::{ByKey, DeviceKeys, Devices, Project, Reading};
use crate::count::{Context, Count};

/// nvidia.com.
pub(super) const PROJECT: Project = Project {
    reading: Reading { merged: &["extraPodSpec"], ..Reading::NONE },
    devices: Devices { gpu: Some("nvidia.com/gpu"), ..Devices::NONE },
    by_key: ByKey {
        nodes_per_replica: &[nodes],
        devices: DeviceKeys { more_amounts: &["custom"], ..DeviceKeys::NONE },
        ..ByKey::NONE
    },
    ..Project::NONE
};

fn nodes(at: Context<'_, '_>) -> Option<Count> {
    Count::of(at.map().member("multinode")?.member("nodeCount"))
}
