//! One rule, one file.

pub(crate) mod apparmor;
pub(crate) mod capabilities;
pub(crate) mod drop_capabilities;
pub(crate) mod explicit_escalation;
pub(crate) mod explicit_root;
pub(crate) mod host_namespaces;
pub(crate) mod host_path;
pub(crate) mod host_ports;
pub(crate) mod host_probes;
pub(crate) mod host_users;
pub(crate) mod privilege_escalation;
pub(crate) mod privileged;
pub(crate) mod proc_mount;
pub(crate) mod run_as_non_root;
pub(crate) mod seccomp_profile;
pub(crate) mod seccomp_unconfined;
pub(crate) mod selinux;
pub(crate) mod sysctls;
pub(crate) mod volume_types;
pub(crate) mod windows_host_process;

use policy_kit::Rule;
use policy_kit::verdict::{LOOK_UP_FAILED, LOOK_UP_NOT_GRANTED, TOO_MANY_LOOK_UPS};

/// Every rule, in the order of the README.
pub(crate) const ALL: &[&Rule] = &[
    // Level baseline.
    &privileged::RULE,
    &host_namespaces::RULE,
    &host_ports::RULE,
    &host_probes::RULE,
    &host_path::RULE,
    &capabilities::RULE,
    &proc_mount::RULE,
    &sysctls::RULE,
    &selinux::RULE,
    &apparmor::RULE,
    &seccomp_unconfined::RULE,
    &windows_host_process::RULE,
    // Level restricted: what is explicitly loosened.
    &explicit_root::RULE,
    &explicit_escalation::RULE,
    &capabilities::RESTRICTED,
    &proc_mount::RESTRICTED,
    // Level restricted: what is left unset.
    &run_as_non_root::RULE,
    &privilege_escalation::RULE,
    &drop_capabilities::RULE,
    &seccomp_profile::RULE,
    &volume_types::RULE,
    // Beyond the standards.
    &host_users::RULE,
    // What is asked for evidence.
    &LOOK_UP_NOT_GRANTED,
    &LOOK_UP_FAILED,
    &TOO_MANY_LOOK_UPS,
];

/// The rules of level restricted that baseline does not have.
const RESTRICTED: [&Rule; 9] = [
    &explicit_root::RULE,
    &explicit_escalation::RULE,
    &capabilities::RESTRICTED,
    &proc_mount::RESTRICTED,
    &run_as_non_root::RULE,
    &privilege_escalation::RULE,
    &drop_capabilities::RULE,
    &seccomp_profile::RULE,
    &volume_types::RULE,
];

/// Whether a rule belongs to the level restricted.
pub(crate) fn is_restricted(rule: &Rule) -> bool {
    RESTRICTED.iter().any(|restricted| restricted.id == rule.id)
}
