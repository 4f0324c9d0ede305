//! The names of extended resources.

use super::device_classes::of_device_class;
use super::fabric::{FABRIC, is_fabric};
use super::nvidia;
use super::text::is_number;
use super::unit::{Accelerator, Unit};

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
