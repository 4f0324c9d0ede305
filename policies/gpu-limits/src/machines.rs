//! How many devices the machines have that KAITO orders.
//!
//! Sources: "GPU accelerated virtual machine sizes" of Azure's documentation, "Accelerated computing" of the EC2
//! instance types of AWS. A machine with a part of a device counts as one.

/// Class and number of the devices of a machine type; `None` for one that is not in the table.
pub(crate) fn devices(machine: &str) -> Option<(&'static str, u64)> {
    let known = MACHINES.iter().find(|(name, _, _)| name.eq_ignore_ascii_case(machine));
    known.map(|(_, class, count)| (*class, *count))
}

const NVIDIA: &str = policy_kit::accelerator::NVIDIA_GPU;
const AMD: &str = policy_kit::accelerator::AMD_GPU;

const MACHINES: &[(&str, &str, u64)] = &[
    // Azure: K80, P100, P40, V100.
    ("Standard_NC6", NVIDIA, 1),
    ("Standard_NC12", NVIDIA, 2),
    ("Standard_NC24", NVIDIA, 4),
    ("Standard_NC24r", NVIDIA, 4),
    ("Standard_NC6s_v2", NVIDIA, 1),
    ("Standard_NC12s_v2", NVIDIA, 2),
    ("Standard_NC24s_v2", NVIDIA, 4),
    ("Standard_NC24rs_v2", NVIDIA, 4),
    ("Standard_ND6s", NVIDIA, 1),
    ("Standard_ND12s", NVIDIA, 2),
    ("Standard_ND24s", NVIDIA, 4),
    ("Standard_ND24rs", NVIDIA, 4),
    ("Standard_NC6s_v3", NVIDIA, 1),
    ("Standard_NC12s_v3", NVIDIA, 2),
    ("Standard_NC24s_v3", NVIDIA, 4),
    ("Standard_NC24rs_v3", NVIDIA, 4),
    ("Standard_ND40rs_v2", NVIDIA, 8),
    // Azure: T4, M60, A10.
    ("Standard_NC4as_T4_v3", NVIDIA, 1),
    ("Standard_NC8as_T4_v3", NVIDIA, 1),
    ("Standard_NC16as_T4_v3", NVIDIA, 1),
    ("Standard_NC64as_T4_v3", NVIDIA, 4),
    ("Standard_NV12s_v3", NVIDIA, 1),
    ("Standard_NV24s_v3", NVIDIA, 2),
    ("Standard_NV48s_v3", NVIDIA, 4),
    ("Standard_NV6ads_A10_v5", NVIDIA, 1),
    ("Standard_NV12ads_A10_v5", NVIDIA, 1),
    ("Standard_NV18ads_A10_v5", NVIDIA, 1),
    ("Standard_NV36ads_A10_v5", NVIDIA, 1),
    ("Standard_NV36adms_A10_v5", NVIDIA, 1),
    ("Standard_NV72ads_A10_v5", NVIDIA, 2),
    // Azure: A100, H100, H200, GB200, MI300X.
    ("Standard_NC24ads_A100_v4", NVIDIA, 1),
    ("Standard_NC48ads_A100_v4", NVIDIA, 2),
    ("Standard_NC96ads_A100_v4", NVIDIA, 4),
    ("Standard_ND96asr_v4", NVIDIA, 8),
    ("Standard_ND96amsr_A100_v4", NVIDIA, 8),
    ("Standard_NC40ads_H100_v5", NVIDIA, 1),
    ("Standard_NC80adis_H100_v5", NVIDIA, 2),
    ("Standard_ND96is_H100_v5", NVIDIA, 8),
    ("Standard_ND96isr_H100_v5", NVIDIA, 8),
    ("Standard_ND96isr_H200_v5", NVIDIA, 8),
    ("Standard_ND128isr_NDR_GB200_v6", NVIDIA, 4),
    ("Standard_ND96isr_MI300X_v5", AMD, 8),
    // AWS.
    ("p3.2xlarge", NVIDIA, 1),
    ("p3.8xlarge", NVIDIA, 4),
    ("p3.16xlarge", NVIDIA, 8),
    ("p3dn.24xlarge", NVIDIA, 8),
    ("p4d.24xlarge", NVIDIA, 8),
    ("p4de.24xlarge", NVIDIA, 8),
    ("p5.4xlarge", NVIDIA, 1),
    ("p5.48xlarge", NVIDIA, 8),
    ("p5e.48xlarge", NVIDIA, 8),
    ("p5en.48xlarge", NVIDIA, 8),
    ("p6-b200.48xlarge", NVIDIA, 8),
    ("g4dn.xlarge", NVIDIA, 1),
    ("g4dn.2xlarge", NVIDIA, 1),
    ("g4dn.4xlarge", NVIDIA, 1),
    ("g4dn.8xlarge", NVIDIA, 1),
    ("g4dn.16xlarge", NVIDIA, 1),
    ("g4dn.12xlarge", NVIDIA, 4),
    ("g4dn.metal", NVIDIA, 8),
    ("g5.xlarge", NVIDIA, 1),
    ("g5.2xlarge", NVIDIA, 1),
    ("g5.4xlarge", NVIDIA, 1),
    ("g5.8xlarge", NVIDIA, 1),
    ("g5.16xlarge", NVIDIA, 1),
    ("g5.12xlarge", NVIDIA, 4),
    ("g5.24xlarge", NVIDIA, 4),
    ("g5.48xlarge", NVIDIA, 8),
    ("g6.xlarge", NVIDIA, 1),
    ("g6.2xlarge", NVIDIA, 1),
    ("g6.4xlarge", NVIDIA, 1),
    ("g6.8xlarge", NVIDIA, 1),
    ("g6.16xlarge", NVIDIA, 1),
    ("g6.12xlarge", NVIDIA, 4),
    ("g6.24xlarge", NVIDIA, 4),
    ("g6.48xlarge", NVIDIA, 8),
    ("g6e.xlarge", NVIDIA, 1),
    ("g6e.2xlarge", NVIDIA, 1),
    ("g6e.4xlarge", NVIDIA, 1),
    ("g6e.8xlarge", NVIDIA, 1),
    ("g6e.16xlarge", NVIDIA, 1),
    ("g6e.12xlarge", NVIDIA, 4),
    ("g6e.24xlarge", NVIDIA, 4),
    ("g6e.48xlarge", NVIDIA, 8),
];
