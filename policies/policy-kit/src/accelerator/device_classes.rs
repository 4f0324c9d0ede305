//! The names of DRA classes.

use super::fabric::FABRIC;
use super::nvidia;
use super::unit::{Accelerator, Unit};

/// What a DRA class gives, by its name, which ends in the domain of the vendor. A class that no vendor made counts
/// as devices of the class `other`: its name tells nothing, and whoever asks for it gets some device.
pub fn of_device_class(name: &str) -> Accelerator {
    if FABRIC_CLASSES.contains(&name) {
        return FABRIC;
    }
    if is_below(name, "nvidia.com") {
        return nvidia::of_device_class(name);
    }
    let vendor = DOMAINS.iter().find(|(domain, _)| is_below(name, domain));
    Accelerator { class: vendor.map_or("other", |(_, class)| class), unit: Unit::Device }
}

/// DRA classes of network devices and of channels between nodes, as GKE, EKS and NVIDIA's drivers name them.
pub(super) const FABRIC_CLASSES: &[&str] = &[
    "compute-domain-daemon.nvidia.com",
    "compute-domain-default-channel.nvidia.com",
    "efa.networking.k8s.aws",
    "mrdma.google.com",
    "netdev.google.com",
    "rdma.nvidia.com",
];

/// The classes of DRA drivers, by what their names end in.
pub(super) const DOMAINS: &[(&str, &str)] = &[
    ("amd.com", "amd-gpu"),
    ("gpu.intel.com", "intel-gpu"),
    ("gpu-vfio.intel.com", "intel-gpu"),
    ("npu.intel.com", "intel-npu"),
    ("gaudi.intel.com", "gaudi"),
    ("habana.ai", "gaudi"),
    ("tpu.google.com", "tpu"),
    ("neuron.aws.com", "neuron"),
    ("huawei.com", "ascend"),
    ("cambricon.com", "cambricon"),
    ("hygon.com", "hygon"),
    ("metax-tech.com", "metax"),
    ("mthreads.com", "moore-threads"),
    ("iluvatar.ai", "iluvatar"),
    ("kunlunxin.com", "kunlunxin"),
    ("enflame.com", "enflame"),
    ("birentech.com", "biren"),
    ("vastaitech.com", "vastai"),
    ("qualcomm.com", "qualcomm"),
];

/// Whether `name` is the domain or stands below it.
fn is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
