//! KAITO. Source: `kaito/api/v1beta1/workspace_types.go`.

mod machines;

use super::project::{Devices, Machines, Project};
use crate::count::{Context, Count};

/// kaito.sh.
pub(super) const PROJECT: Project = Project {
    nodes_per_replica: Some(ordered_machines),
    // The adapter that was tuned.
    pushes_images_of: &["output"],
    devices: Devices {
        machines: Some(Machines { key: "instanceType", devices: machines::devices }),
        ..Devices::NONE
    },
    ..Project::NONE
};

/// So many machines of one type are ordered.
fn ordered_machines(at: Context<'_, '_>) -> Option<Count> {
    at.map().member("instanceType").map(|_| at.map().count_or_one("count"))
}
