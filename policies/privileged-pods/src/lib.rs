#![doc = include_str!("../README.md")]

mod fabric;
mod rules;
pub mod settings;
mod survey;

use policy_kit::policy;

use crate::rules::{
    apparmor, capabilities, drop_capabilities, explicit_escalation, explicit_root, host_namespaces,
    host_path, host_ports, host_probes, host_users, privilege_escalation, privileged, proc_mount,
    restricted_capabilities, restricted_proc_mount, run_as_non_root, seccomp_profile, seccomp_unconfined,
    selinux, sysctls, volume_types, windows_host_process,
};
use crate::settings::Settings;
use crate::survey::Survey;

policy! {
    settings: Settings,
    survey: survey::survey => Survey,
    rules: [
        // Level baseline.
        privileged::RULE,
        host_namespaces::RULE,
        host_ports::RULE,
        host_probes::RULE,
        host_path::RULE,
        capabilities::RULE,
        proc_mount::RULE,
        sysctls::RULE,
        selinux::RULE,
        apparmor::RULE,
        seccomp_unconfined::RULE,
        windows_host_process::RULE,
        // Level restricted: what is explicitly loosened.
        explicit_root::RULE,
        explicit_escalation::RULE,
        restricted_capabilities::RULE,
        restricted_proc_mount::RULE,
        // Level restricted: what is left unset.
        run_as_non_root::RULE,
        privilege_escalation::RULE,
        drop_capabilities::RULE,
        seccomp_profile::RULE,
        volume_types::RULE,
        // Beyond the standards.
        host_users::RULE,
    ],
}
