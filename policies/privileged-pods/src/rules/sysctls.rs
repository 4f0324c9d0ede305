//! Kernel parameters.

use policy_kit::{Mode, Offence, Report, Rule, quoted};

use crate::context::Context;
use crate::settings::Settings;

/// Source: Pod Security Standards, baseline, "Sysctls" (the list of Kubernetes 1.37); more are the setting
/// `allowedSysctls`.
pub(crate) static RULE: Rule =
    Rule { id: "sysctls", default: Mode::Deny, fix: "remove it, or have it set on the node" };

const SAFE: [&str; 14] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_notsent_lowat",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_slow_start_after_idle",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];

pub(crate) fn check<'a>(context: &Context<'_, 'a>, settings: &Settings<'a>, report: &mut Report<'_, 'a>) {
    if !context.has_pod_fields() {
        return;
    }
    for sysctl in report.each(context.maps("sysctls")) {
        let name = report.read(sysctl.text("name")).unwrap_or_default();
        if !SAFE.contains(&name.as_ref()) && !settings.allows_sysctl(&name) {
            let what = format_args!("the sysctl {} is not among the safe ones", quoted(&name));
            report.found(&RULE, sysctl.at("name"), Offence::Text(name.clone()), what);
        }
    }
}
