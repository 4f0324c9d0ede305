//! Probes and lifecycle hooks that the kubelet sends to another host.

use policy_kit::{Container, Map, Mode, Offence, Report, Rule, quoted};

use crate::context::who;

/// Source: Pod Security Standards, baseline, "Host Probes / Lifecycle Hooks" (since Kubernetes 1.34): the kubelet makes the
/// request from the node, past every network policy.
pub(crate) static RULE: Rule = Rule {
    id: "host-probes",
    default: Mode::Deny,
    fix: "remove `host`, so that the request goes to the pod itself",
};

pub(crate) fn check<'a>(container: &Container<'_, 'a>, report: &mut Report<'_, 'a>) {
    for key in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(probe) = report.read(container.map(key)) {
            // NVIDIA's NIM operator wraps the probe: `livenessProbe: {enabled: true, probe: …}`.
            if let Some(inner) = report.read(probe.map("probe")) {
                check_handler(container, "is probed", &inner, report);
            }
            check_handler(container, "is probed", &probe, report);
        }
    }
    if let Some(lifecycle) = report.read(container.map("lifecycle")) {
        for key in ["postStart", "preStop"] {
            if let Some(hook) = report.read(lifecycle.map(key)) {
                check_handler(container, "has a lifecycle hook", &hook, report);
            }
        }
    }
}

fn check_handler<'a>(
    container: &Container<'_, 'a>,
    does: &str,
    handler: &Map<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    for key in ["httpGet", "tcpSocket"] {
        let Some(action) = report.read(handler.map(key)) else {
            continue;
        };
        let Some(host) = report.read(action.text("host")).filter(|host| !host.is_empty()) else {
            continue;
        };
        let what = format_args!("{} {does} at host {}", who(container), quoted(&host));
        report.found(&RULE, action.at("host"), Offence::Text(host.clone()), what);
    }
}
