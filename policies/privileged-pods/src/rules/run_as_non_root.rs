//! Pods that leave open whether they run as root.

use policy_kit::{Level, Mode, Offence, Report, Severity, Standard};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::{Survey, who};

/// Source: Pod Security Standards, restricted, "Running as Non-root"; the pod's own `true` holds for containers that say
/// nothing, and since 1.35 a pod with `hostUsers: false` need not say anything.
pub(crate) static RULE: Rule = Rule {
    id: "run-as-non-root",
    default: Mode::Audit,
    level: Level::Restricted,
    severity: Severity::Low,
    standards: &[Standard::PodSecurity("restricted/running-as-non-root"), Standard::Aisvs("4.3.3")],
    fix: "set `runAsNonRoot: true` for the pod or the container",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for pod in survey.pods.iter().filter(|pod| !(pod.defaults.user_namespace || pod.defaults.run_as_non_root))
    {
        for facts in pod.complete_containers() {
            let context = facts.context.as_ref();
            if context.and_then(|context| context.boolean("runAsNonRoot")).is_none() {
                let what = format_args!("{} may run as root", who(facts.container));
                report.found(facts.container.at("securityContext.runAsNonRoot"), Offence::None, what);
            }
        }
    }
}
