//! What connects devices.

use super::unit::{Accelerator, Unit};

/// Something that connects devices.
pub(super) const FABRIC: Accelerator = Accelerator { class: "fabric", unit: Unit::Fabric };

/// Whether an extended resource is a network device of a GPU fabric: RDMA, EFA and the like. Such a device
/// needs memory that cannot be swapped out, which is what `IPC_LOCK` is for.
///
/// Sources: the device plug-ins of NVIDIA's network operator and GPU operator, AWS's EFA plug-in, and the
/// multi-network resources of GKE.
pub fn is_fabric(resource: &str) -> bool {
    match resource.split_once('/') {
        Some(("rdma" | "networking.gke.io.networks", name)) => !name.is_empty(),
        Some(("nvidia.com", name)) => matches!(name, "hostdev" | "mlnxnics"),
        Some(("vpc.amazonaws.com", name)) => name == "efa",
        _ => false,
    }
}
