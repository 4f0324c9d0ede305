//! Kernel parameters.

use policy_kit::{Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, baseline, "Sysctls" (the list of Kubernetes 1.37); more are the setting
/// `allowedSysctls`.
pub(crate) static RULE: Rule = Rule {
    id: "sysctls",
    severity: Severity::High,
    standards: &[Standard::PodSecurity("baseline/sysctls"), Standard::Aisvs("4.3.3")],
    fix: "remove it, or have it set on the node",
    check: Check(check),
    ..Rule::BASE
};

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

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for context in survey.contexts() {
        if !context.has_pod_fields() {
            continue;
        }
        for sysctl in context.maps("sysctls") {
            let name = sysctl.text("name").unwrap_or_default();
            if !SAFE.contains(&name) && !ctx.settings.allows_sysctl(name) {
                let what = format_args!("the sysctl {} is not among the safe ones", quoted(name));
                report.found(sysctl.at("name"), Offence::Text(name), what);
            }
        }
    }
}
