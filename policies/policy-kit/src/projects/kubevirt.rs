//! KubeVirt. Source: `kubevirt/staging/src/kubevirt.io/api/core/v1/schema.go`.

use super::project::{ByKey, DeviceKeys, DeviceList, Project};

/// kubevirt.io.
pub(super) const PROJECT: Project = Project {
    by_key: ByKey {
        devices: DeviceKeys {
            // Among the other devices of a host are network cards and disks.
            lists: &[
                DeviceList { key: "gpus", name: "deviceName", accelerators_only: true },
                DeviceList { key: "hostDevices", name: "deviceName", accelerators_only: false },
            ],
            ..DeviceKeys::NONE
        },
        ..ByKey::NONE
    },
    ..Project::NONE
};
