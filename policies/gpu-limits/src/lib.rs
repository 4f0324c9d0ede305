#![doc = include_str!("../README.md")]

mod claim_look_ups;
mod demand;
mod devices;
mod limit_ranges;
mod rules;
mod scaled_parent;
pub mod settings;
mod survey;
mod workload;

use policy_kit::policy;

use crate::rules::{
    accelerator_class, cpu_and_memory, devices_per_container, devices_per_pod, devices_per_workload,
    requests_equal_limits, shared_units, unbounded_devices, unknown_count, unknown_machine,
    unresolved_quantity, whole_number,
};
use crate::settings::Settings;
use crate::survey::Survey;

policy! {
    settings: Settings,
    survey: survey::survey => Survey,
    rules: [
        devices_per_container::RULE,
        devices_per_pod::RULE,
        devices_per_workload::RULE,
        unbounded_devices::RULE,
        accelerator_class::RULE,
        whole_number::RULE,
        unresolved_quantity::RULE,
        requests_equal_limits::RULE,
        cpu_and_memory::RULE,
        shared_units::RULE,
        unknown_machine::RULE,
        unknown_count::RULE,
    ],
}
