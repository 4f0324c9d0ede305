//! The names of NVIDIA, which sells devices whole, in slices, by turns and to virtual machines.

use super::text::is_number;
use super::unit::{Accelerator, Unit};

/// What the resource `nvidia.com/<name>` is.
pub(super) fn of(name: &str) -> Option<Accelerator> {
    let (class, unit) = match name {
        "gpu" => ("nvidia-gpu", Unit::Device),
        "gpu.shared" => ("nvidia-gpu", Unit::Shared),
        // HAMi's sizes, and what Kueue makes of them: times the number of devices.
        "gpumem" | "gpumem-percentage" | "gpucores" | "priority" | "total-gpumem" | "total-gpucores" => {
            ("nvidia-gpu", Unit::Size)
        }
        "pgpu" | "vgpu" => ("nvidia-vm", Unit::Device),
        _ if is_model(name) => ("nvidia-vm", Unit::Device),
        _ => ("nvidia-mig", slice(name.strip_prefix("mig-")?)?),
    };
    Some(Accelerator { class, unit })
}

/// What a DRA class below `nvidia.com` gives: `gpu.nvidia.com`, `mig-1g-12gb.gpu.nvidia.com`, `vfio.gpu.nvidia.com`.
pub(super) fn of_device_class(name: &str) -> Accelerator {
    let has = |word| name.split(['.', '-']).any(|part| part == word);
    let (class, unit) = if has("mig") {
        ("nvidia-mig", Unit::Slice)
    } else if has("vfio") {
        ("nvidia-vm", Unit::Device)
    } else {
        ("nvidia-gpu", Unit::Device)
    };
    Accelerator { class, unit }
}

/// A MIG profile as the device plug-in writes it, with a dot where NVIDIA has a plus: `1g.5gb`, `1g.10gb.me`,
/// `1c.3g.20gb`.
fn slice(profile: &str) -> Option<Unit> {
    let (profile, unit) = match profile.strip_suffix(".shared") {
        Some(profile) => (profile, Unit::Shared),
        None => (profile, Unit::Slice),
    };
    let (slices, memory) = profile.split_once("g.")?;
    let (memory, attribute) = memory.split_once("gb")?;
    // A part of the slice's compute, which is written only if it is not all of it.
    let (compute, slices) = slices.split_once("c.").unwrap_or((slices, slices));
    let known = matches!(attribute, "" | ".me" | ".me.all" | "-me" | ".gfx");
    (known && [compute, slices, memory].into_iter().all(is_number)).then_some(unit)
}

/// A model as the plug-in for KubeVirt names it, by the list of PCI devices or the type of a vGPU:
/// `GA102GL_A10`, `TU104GL_Tesla_T4`, `GRID_T4-1Q`.
fn is_model(name: &str) -> bool {
    name.bytes().next().is_some_and(|first| first.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && name.bytes().any(|byte| byte.is_ascii_digit())
        && name.contains('_')
}
