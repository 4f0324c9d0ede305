//! Probes and lifecycle hooks that the kubelet sends to another host.

use policy_kit::{Container, Map, Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::{Survey, who};

/// Source: Pod Security Standards, baseline, "Host Probes / Lifecycle Hooks" (since Kubernetes 1.34): the kubelet makes the
/// request from the node, past every network policy.
pub(crate) static RULE: Rule = Rule {
    id: "host-probes",
    severity: Severity::Medium,
    standards: &[Standard::PodSecurity("baseline/host-probes-lifecycle-hooks"), Standard::Aisvs("4.3.3")],
    fix: "remove `host`, so that the request goes to the pod itself",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for facts in survey.pods.iter().flat_map(|pod| &pod.containers) {
        let container = facts.container;
        for key in ["livenessProbe", "readinessProbe", "startupProbe"] {
            if let Some(probe) = container.map(key) {
                // NVIDIA's NIM operator wraps the probe: `livenessProbe: {enabled: true, probe: …}`.
                if let Some(inner) = probe.map("probe") {
                    check_handler(container, "is probed", inner, report);
                }
                check_handler(container, "is probed", probe, report);
            }
        }
        if let Some(lifecycle) = container.map("lifecycle") {
            for hook in ["postStart", "preStop"].into_iter().filter_map(|key| lifecycle.map(key)) {
                check_handler(container, "has a lifecycle hook", hook, report);
            }
        }
    }
}

fn check_handler<'a>(container: Container<'a>, does: &str, handler: Map<'a>, report: &mut Report<'_, 'a>) {
    for key in ["httpGet", "tcpSocket"] {
        let Some(action) = handler.map(key) else { continue };
        if let Some(host) = action.filled("host") {
            let what = format_args!("{} {does} at host {}", who(container), quoted(host));
            report.found(action.at("host"), Offence::Text(host), what);
        }
    }
}
