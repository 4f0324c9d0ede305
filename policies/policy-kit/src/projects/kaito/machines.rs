//! How many devices the machines have that KAITO orders.
//!
//! Sources: "GPU accelerated virtual machine sizes" of Azure's documentation, "Accelerated computing" of the EC2
//! instance types of AWS. A machine with a part of a device counts as one; types that are retired are left out.

use crate::accelerator::{AMD_GPU, NVIDIA_GPU};

/// Class and number of the devices of a machine type; `None` for one that is not known.
pub(super) fn devices(machine: &str) -> Option<(&'static str, u64)> {
    let same = |(name, _): &&(&str, u64)| name.eq_ignore_ascii_case(machine);
    if let Some((_, count)) = AWS.iter().find(same) {
        return Some((NVIDIA_GPU, *count));
    }
    if let Some((family, size)) = machine.split_once('.') {
        // These four come in the same sizes.
        let count = GPU_SIZES.iter().find(|(name, _)| *name == size)?.1;
        return matches!(family, "g4dn" | "g5" | "g6" | "g6e").then_some((NVIDIA_GPU, count));
    }
    let size = machine.get(..AZURE_PREFIX.len()).filter(|start| start.eq_ignore_ascii_case(AZURE_PREFIX));
    let size = machine.get(size?.len()..)?;
    let (name, count) = AZURE.iter().find(|(name, _)| name.eq_ignore_ascii_case(size))?;
    Some((if name.contains("MI300X") { AMD_GPU } else { NVIDIA_GPU }, *count))
}

const AWS: &[(&str, u64)] = &[
    ("p3.2xlarge", 1),
    ("p3.8xlarge", 4),
    ("p3.16xlarge", 8),
    ("p3dn.24xlarge", 8),
    ("p4d.24xlarge", 8),
    ("p4de.24xlarge", 8),
    ("p5.4xlarge", 1),
    ("p5.48xlarge", 8),
    ("p5e.48xlarge", 8),
    ("p5en.48xlarge", 8),
    ("p6-b200.48xlarge", 8),
];

const GPU_SIZES: &[(&str, u64)] = &[
    ("xlarge", 1),
    ("2xlarge", 1),
    ("4xlarge", 1),
    ("8xlarge", 1),
    ("16xlarge", 1),
    ("12xlarge", 4),
    ("24xlarge", 4),
    ("48xlarge", 8),
    ("metal", 8),
];

const AZURE_PREFIX: &str = "Standard_";

const AZURE: &[(&str, u64)] = &[
    ("NC6s_v3", 1),
    ("NC12s_v3", 2),
    ("NC24s_v3", 4),
    ("NC24rs_v3", 4),
    ("ND40rs_v2", 8),
    ("NC4as_T4_v3", 1),
    ("NC8as_T4_v3", 1),
    ("NC16as_T4_v3", 1),
    ("NC64as_T4_v3", 4),
    ("NV12s_v3", 1),
    ("NV24s_v3", 2),
    ("NV48s_v3", 4),
    ("NV6ads_A10_v5", 1),
    ("NV12ads_A10_v5", 1),
    ("NV18ads_A10_v5", 1),
    ("NV36ads_A10_v5", 1),
    ("NV36adms_A10_v5", 1),
    ("NV72ads_A10_v5", 2),
    ("NC24ads_A100_v4", 1),
    ("NC48ads_A100_v4", 2),
    ("NC96ads_A100_v4", 4),
    ("ND96asr_v4", 8),
    ("ND96amsr_A100_v4", 8),
    ("NC40ads_H100_v5", 1),
    ("NC80adis_H100_v5", 2),
    ("ND96is_H100_v5", 8),
    ("ND96isr_H100_v5", 8),
    ("ND96isr_H200_v5", 8),
    ("ND128isr_NDR_GB200_v6", 4),
    ("ND96isr_MI300X_v5", 8),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_known_by_their_whole_name_in_any_case() {
        for (machine, wanted) in [
            ("Standard_NC24ads_A100_v4", Some((NVIDIA_GPU, 1))),
            ("standard_nd96isr_h100_v5", Some((NVIDIA_GPU, 8))),
            ("Standard_ND96isr_MI300X_v5", Some((AMD_GPU, 8))),
            ("p4d.24xlarge", Some((NVIDIA_GPU, 8))),
            ("g5.12xlarge", Some((NVIDIA_GPU, 4))),
            ("g6e.xlarge", Some((NVIDIA_GPU, 1))),
            ("Standard_D4s_v5", None),
            ("NC24ads_A100_v4", None),
            ("m5.12xlarge", None),
            ("g5.3xlarge", None),
            ("", None),
        ] {
            assert_eq!(devices(machine), wanted, "{machine}");
        }
    }
}
