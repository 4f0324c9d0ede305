//! One rule, one file.

pub(crate) mod accelerator_class;
pub(crate) mod cpu_and_memory;
pub(crate) mod devices_per_container;
pub(crate) mod devices_per_pod;
pub(crate) mod devices_per_workload;
pub(crate) mod requests_equal_limits;
pub(crate) mod shared_units;
pub(crate) mod unbounded_devices;
pub(crate) mod unknown_machine;
pub(crate) mod whole_number;

use policy_kit::Rule;
use policy_kit::verdict::{LOOK_UP_FAILED, LOOK_UP_NOT_GRANTED, TOO_MANY_LOOK_UPS};

/// Every rule, in the order of the README.
pub(crate) const ALL: &[&Rule] = &[
    &devices_per_container::RULE,
    &devices_per_pod::RULE,
    &devices_per_workload::RULE,
    &unbounded_devices::RULE,
    &accelerator_class::RULE,
    &whole_number::RULE,
    &whole_number::UNRESOLVED,
    &requests_equal_limits::RULE,
    &cpu_and_memory::RULE,
    &shared_units::RULE,
    &unknown_machine::RULE,
    &devices_per_workload::UNKNOWN,
    &LOOK_UP_NOT_GRANTED,
    &LOOK_UP_FAILED,
    &TOO_MANY_LOOK_UPS,
];
