//! KAITO. Source: `kaito/api/v1beta1/workspace_types.go`.

mod machines;

use super::project::{Counting, Devices, Images, Machines, Project};
use crate::count::{Context, Count};

/// kaito.sh.
pub(super) const PROJECT: Project = Project {
    counting: Counting { nodes_per_replica: Some(ordered_machines), ..Counting::NONE },
    // The adapter that was tuned.
    images: Images { pushed: &["output"], ..Images::NONE },
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
