//! Containers that ask to be allowed to gain privileges.

use policy_kit::{Level, Mode, Offence, Report, Severity, Standard};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, restricted, "Privilege Escalation"; Windows has no such field.
pub(crate) static RULE: Rule = Rule {
    id: "explicit-escalation",
    default: Mode::Warn,
    level: Level::Restricted,
    severity: Severity::Medium,
    standards: &[Standard::PodSecurity("restricted/privilege-escalation"), Standard::Aisvs("4.3.3")],
    fix: "set `allowPrivilegeEscalation: false`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for pod in survey.pods.iter().filter(|pod| !pod.defaults.windows) {
        for (_, context) in pod.contexts().filter(|(_, context)| context.has_container_fields()) {
            if context.is_true("allowPrivilegeEscalation") {
                let what = format_args!("{} allows privilege escalation", context.who());
                report.found(context.at("allowPrivilegeEscalation"), Offence::None, what);
            }
        }
    }
}
