//! Names of accelerators and of what connects them.
//!
//! Sources: the device plug-ins of the vendors and their DRA drivers, HAMi's chart for names of shared devices, GKE's
//! documentation. Names are compared whole: one domain serves devices, sizes and network cards, so neither a prefix
//! nor the domain tells what a resource is.

mod nvidia;

/// An accelerator, or something that belongs to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accelerator {
    /// Its vendor, and its kind where a vendor has several: one of [`CLASSES`], or `fabric`.
    pub class: &'static str,
    /// What one of it is.
    pub unit: Unit,
}

/// What an amount of 1 stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A device.
    Device,
    /// A slice or partition, which counts as one device.
    Slice,
    /// One place on a device that several share by turns; counts as one device.
    Shared,
    /// Memory, cores or the priority of a device that is asked for by another name; no device.
    Size,
    /// Read access to all devices of the node; no device.
    Monitoring,
    /// What connects devices; none itself.
    Fabric,
}

/// The class of NVIDIA's whole devices.
pub const NVIDIA_GPU: &str = "nvidia-gpu";

/// The class of AMD's devices.
pub const AMD_GPU: &str = "amd-gpu";

/// The class of what says no more than that it is a device.
pub const OTHER: &str = "other";

/// Every class of devices: `other` is a DRA class of an unknown vendor. What connects devices is of the class `fabric`,
/// and none itself.
pub const CLASSES: &[&str] = &[
    "amd-gpu",
    "ascend",
    "biren",
    "cambricon",
    "enflame",
    "gaudi",
    "hygon",
    "iluvatar",
    "intel-gpu",
    "intel-npu",
    "kunlunxin",
    "metax",
    "moore-threads",
    "neuron",
    "nvidia-gpu",
    "nvidia-mig",
    "nvidia-vm",
    "other",
    "qualcomm",
    "tpu",
    "vastai",
];

impl Unit {
    /// Whether one of it is counted as a device.
    pub fn is_device(self) -> bool {
        matches!(self, Unit::Device | Unit::Slice | Unit::Shared)
    }
}

/// What an extended resource is; `None` if it belongs to no accelerator, such as `cpu` or `example.com/foo`.
///
/// The name of a DRA class as a resource, `deviceclass.resource.kubernetes.io/…`, is what the class is. A class can
/// also name a resource as it likes (`extendedResourceName`): that only settings can tell.
pub fn of(resource: &str) -> Option<Accelerator> {
    if is_fabric(resource) {
        return Some(FABRIC);
    }
    let (domain, name) = resource.split_once('/')?;
    let (class, unit) = match (domain, name) {
        ("deviceclass.resource.kubernetes.io", "") => return None,
        ("deviceclass.resource.kubernetes.io", name) => return Some(of_device_class(name)),
        ("nvidia.com", name) => return nvidia::of(name),
        ("amd.com", name) if is_amd_partition(name) => ("amd-gpu", Unit::Slice),
        ("cloud-tpus.google.com", name) if name.strip_prefix("preemptible-v").is_some_and(is_number) => {
            ("tpu", Unit::Device)
        }
        ("huawei.com", name) => ("ascend", ascend(name)?),
        ("iluvatar.ai", name) => ("iluvatar", iluvatar(name)?),
        _ => {
            let known = RESOURCES.iter().find(|known| known.0 == domain && known.1 == name)?;
            (known.2, known.3)
        }
    };
    Some(Accelerator { class, unit })
}

/// Domain, name, class and unit of resources whose names have no parts that vary.
#[rustfmt::skip]
const RESOURCES: &[(&str, &str, &str, Unit)] = &[
    ("amd.com", "gpu", "amd-gpu", Unit::Device),
    ("amd.com", "gpumem", "amd-gpu", Unit::Size),
    ("amd.com", "gpucores", "amd-gpu", Unit::Size),
    ("gpu.intel.com", "i915", "intel-gpu", Unit::Device),
    ("gpu.intel.com", "xe", "intel-gpu", Unit::Device),
    ("gpu.intel.com", "dxg", "intel-gpu", Unit::Device),
    ("gpu.intel.com", "monitoring", "intel-gpu", Unit::Monitoring),
    ("gpu.intel.com", "i915_monitoring", "intel-gpu", Unit::Monitoring),
    ("gpu.intel.com", "xe_monitoring", "intel-gpu", Unit::Monitoring),
    ("npu.intel.com", "accel", "intel-npu", Unit::Device),
    ("habana.ai", "gaudi", "gaudi", Unit::Device),
    ("google.com", "tpu", "tpu", Unit::Device),
    ("cloud-tpus.google.com", "v2", "tpu", Unit::Device),
    ("cloud-tpus.google.com", "v3", "tpu", Unit::Device),
    ("aws.amazon.com", "neuron", "neuron", Unit::Device),
    ("aws.amazon.com", "neurondevice", "neuron", Unit::Device),
    ("aws.amazon.com", "neuroncore", "neuron", Unit::Slice),
    ("cambricon.com", "mlu", "cambricon", Unit::Device),
    ("cambricon.com", "vmlu", "cambricon", Unit::Slice),
    ("cambricon.com", "mlu.smlu.vmemory", "cambricon", Unit::Size),
    ("cambricon.com", "mlu.smlu.vcore", "cambricon", Unit::Size),
    ("hygon.com", "dcunum", "hygon", Unit::Device),
    ("hygon.com", "dcumem", "hygon", Unit::Size),
    ("hygon.com", "dcucores", "hygon", Unit::Size),
    ("metax-tech.com", "gpu", "metax", Unit::Device),
    ("metax-tech.com", "sgpu", "metax", Unit::Slice),
    ("metax-tech.com", "vmemory", "metax", Unit::Size),
    ("metax-tech.com", "vcore", "metax", Unit::Size),
    ("mthreads.com", "vgpu", "moore-threads", Unit::Slice),
    ("mthreads.com", "sgpu-memory", "moore-threads", Unit::Size),
    ("mthreads.com", "sgpu-core", "moore-threads", Unit::Size),
    ("kunlunxin.com", "xpu", "kunlunxin", Unit::Device),
    ("kunlunxin.com", "vxpu", "kunlunxin", Unit::Slice),
    ("kunlunxin.com", "vxpu-memory", "kunlunxin", Unit::Size),
    ("enflame.com", "gcu", "enflame", Unit::Device),
    ("enflame.com", "drs-gcu", "enflame", Unit::Slice),
    ("enflame.com", "gcu-memory", "enflame", Unit::Size),
    ("enflame.com", "gcu-core", "enflame", Unit::Size),
    ("birentech.com", "gpu", "biren", Unit::Device),
    ("vastaitech.com", "va", "vastai", Unit::Device),
    ("qualcomm.com", "qaic", "qualcomm", Unit::Device),
];

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

const FABRIC: Accelerator = Accelerator { class: "fabric", unit: Unit::Fabric };

/// DRA classes of network devices and of channels between nodes, as GKE, EKS and NVIDIA's drivers name them.
const FABRIC_CLASSES: &[&str] = &[
    "compute-domain-daemon.nvidia.com",
    "compute-domain-default-channel.nvidia.com",
    "efa.networking.k8s.aws",
    "mrdma.google.com",
    "netdev.google.com",
    "rdma.nvidia.com",
];

/// The classes of DRA drivers, by what their names end in.
const DOMAINS: &[(&str, &str)] = &[
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

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A compute mode and a memory mode, as the plug-in with mixed naming writes them: `cpx_nps4`.
fn is_amd_partition(name: &str) -> bool {
    matches!(name.split_once("_nps"), Some(("spx" | "dpx" | "tpx" | "qpx" | "cpx", memory)) if is_number(memory))
}

/// `Ascend910B4`, and `Ascend910B4-memory` and `-core` for shares of it.
fn ascend(name: &str) -> Option<Unit> {
    let name = name.strip_prefix("Ascend")?;
    let share = name.strip_suffix("-memory").or_else(|| name.strip_suffix("-core"));
    let known = match share.unwrap_or(name) {
        "310" | "310P" | "910" | "910A" | "910B" | "910C" => true,
        // Four grades, of which some come with another size of memory.
        model => {
            let grade = model.strip_prefix("910B").map(|grade| grade.strip_suffix("-1").unwrap_or(grade));
            matches!(grade, Some("1" | "2" | "3" | "4"))
        }
    };
    known.then_some(if share.is_some() { Unit::Size } else { Unit::Device })
}

/// `BI-V150-vgpu`, and `BI-V150.vMem` and `.vCore` for its sizes.
fn iluvatar(name: &str) -> Option<Unit> {
    let (model, unit) = match name.strip_suffix("-vgpu") {
        Some(model) => (model, Unit::Slice),
        None => (name.strip_suffix(".vMem").or_else(|| name.strip_suffix(".vCore"))?, Unit::Size),
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (!model.is_empty() && model.bytes().all(plain)).then_some(unit)
}

#[cfg(test)]
mod tests;
