//! The masks over `/proc`.

use policy_kit::{Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, baseline, "/proc Mount Type"; since 1.35 a pod with `hostUsers: false` may
/// unmask it, which is the rule `restricted-proc-mount`.
pub(crate) static RULE: Rule = Rule {
    id: "proc-mount",
    severity: Severity::High,
    standards: &[Standard::PodSecurity("baseline/proc-mount-type"), Standard::Aisvs("4.3.3")],
    fix: "remove `procMount`, or set `hostUsers: false`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    report_unmasked(survey, false, report);
}

/// Reports what unmasks `/proc` in pods with a user namespace of their own, or in those without.
pub(super) fn report_unmasked<'a>(survey: &Survey<'a>, user_namespace: bool, report: &mut Report<'_, 'a>) {
    for pod in survey.pods.iter().filter(|pod| pod.defaults.user_namespace == user_namespace) {
        for (_, context) in pod.contexts().filter(|(_, context)| context.has_container_fields()) {
            if let Some(value) = context.text("procMount").filter(|value| *value != "Default") {
                let what = format_args!("{} sets `procMount` to {}", context.who(), quoted(value));
                report.found(context.at("procMount"), Offence::Text(value), what);
            }
        }
    }
}
