//! Containers without a seccomp profile.

use policy_kit::{Level, Mode, Offence, Report, Severity, Standard};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::{Survey, who};

/// Source: Pod Security Standards, restricted, "Seccomp"; the pod's own profile holds for containers that have
/// none, and Windows has none.
pub(crate) static RULE: Rule = Rule {
    id: "seccomp-profile",
    default: Mode::Audit,
    level: Level::Restricted,
    severity: Severity::Low,
    standards: &[Standard::PodSecurity("restricted/seccomp"), Standard::Aisvs("4.3.3")],
    fix: "set `seccompProfile.type: RuntimeDefault` for the pod or the container",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for pod in survey.pods.iter().filter(|pod| !(pod.defaults.windows || pod.defaults.seccomp)) {
        for facts in pod.complete_containers() {
            if facts.context.as_ref().is_none_or(|context| !context.has("seccompProfile")) {
                let what = format_args!("{} has no seccomp profile", who(facts.container));
                report.found(facts.container.at("securityContext.seccompProfile"), Offence::None, what);
            }
        }
    }
}
