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
pub(crate) mod restricted_capabilities;
pub(crate) mod restricted_proc_mount;
pub(crate) mod run_as_non_root;
pub(crate) mod seccomp_profile;
pub(crate) mod seccomp_unconfined;
pub(crate) mod selinux;
pub(crate) mod sysctls;
pub(crate) mod volume_types;
pub(crate) mod windows_host_process;

use crate::settings::Settings;
use crate::survey::Survey;

policy_kit::rules! { settings: Settings, survey: Survey }
