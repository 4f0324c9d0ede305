//! What a name of an accelerator stands for.

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
