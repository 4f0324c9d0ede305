//! Containers that leave privilege escalation at its default, which allows it.

use policy_kit::{Level, Mode, Offence, Report, Severity, Standard};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::{Survey, who};

/// Source: Pod Security Standards, restricted, "Privilege Escalation"; Windows has no such field.
pub(crate) static RULE: Rule = Rule {
    id: "privilege-escalation",
    default: Mode::Audit,
    level: Level::Restricted,
    severity: Severity::Low,
    standards: &[Standard::PodSecurity("restricted/privilege-escalation"), Standard::Aisvs("4.3.3")],
    fix: "set `allowPrivilegeEscalation: false`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for pod in survey.pods.iter().filter(|pod| !pod.defaults.windows) {
        for facts in pod.complete_containers() {
            let context = facts.context.as_ref();
            if context.and_then(|context| context.boolean("allowPrivilegeEscalation")).is_none() {
                let what = format_args!("{} does not forbid privilege escalation", who(facts.container));
                report.found(
                    facts.container.at("securityContext.allowPrivilegeEscalation"),
                    Offence::None,
                    what,
                );
            }
        }
    }
}
