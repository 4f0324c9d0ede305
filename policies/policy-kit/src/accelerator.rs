//! Names of accelerators and of what connects them.

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

#[cfg(test)]
mod tests {
    use super::is_fabric;
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn names_are_compared_whole() {
        for name in ["rdma/hca_shared_devices_a", "nvidia.com/hostdev", "vpc.amazonaws.com/efa"] {
            assert!(is_fabric(name), "{name}");
        }
        for name in ["nvidia.com/gpu", "nvidia.com/hostdev2", "rdma/", "rdma", "x.rdma/hca", "cpu"] {
            assert!(!is_fabric(name), "{name}");
        }
    }
}
