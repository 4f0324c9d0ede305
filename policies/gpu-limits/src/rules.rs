//! One rule, one file.

pub(crate) mod accelerator_class;
pub(crate) mod cpu_and_memory;
pub(crate) mod devices_per_container;
pub(crate) mod devices_per_pod;
pub(crate) mod devices_per_workload;
pub(crate) mod requests_equal_limits;
pub(crate) mod shared_units;
pub(crate) mod unbounded_devices;
pub(crate) mod unknown_count;
pub(crate) mod unknown_machine;
pub(crate) mod unresolved_quantity;
pub(crate) mod whole_number;

use crate::settings::Settings;
use crate::survey::Survey;

policy_kit::rules! { settings: Settings, survey: Survey }
