//! Ports of the node.

use policy_kit::{Offence, Report, Severity, Standard};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::{Survey, who};

/// Source: Pod Security Standards, baseline, "Host Ports"; ranges are the setting `allowedHostPorts`.
pub(crate) static RULE: Rule = Rule {
    id: "host-ports",
    severity: Severity::Medium,
    standards: &[Standard::PodSecurity("baseline/host-ports"), Standard::Aisvs("4.3.3")],
    fix: "remove `hostPort` and use a Service",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for container in survey.pods.iter().flat_map(|pod| &pod.containers) {
        for port in container.container.maps("ports") {
            let Some(number) = port.integer("hostPort").filter(|number| *number != 0) else { continue };
            if !ctx.settings.allows_host_port(number) {
                let what = format_args!("{} uses port `{number}` of the node", who(container.container));
                let value = ctx.request.keep(format_args!("{number}"));
                report.found(port.at("hostPort"), Offence::Text(value), what);
            }
        }
    }
}
