//! The node's own network, process and IPC namespaces.

use policy_kit::{Offence, Report, Severity, Standard};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, baseline, "Host Namespaces".
pub(crate) static RULE: Rule = Rule {
    id: "host-namespaces",
    severity: Severity::Critical,
    standards: &[Standard::PodSecurity("baseline/host-namespaces"), Standard::Aisvs("4.3.3")],
    fix: "remove the field",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for pod in &survey.pods {
        for key in ["hostNetwork", "hostPID", "hostIPC"] {
            if pod.spec.is_true(key) {
                let but = match key {
                    "hostNetwork" => ", which RDMA does not need with a device plug-in or a second interface",
                    _ => "",
                };
                report.found(pod.spec.at(key), Offence::None, format_args!("`{key}` is `true`{but}"));
            }
        }
    }
}
