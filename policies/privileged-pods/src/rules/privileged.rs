//! Privileged containers: every device and capability of the node.

use policy_kit::{Offence, Report, Severity, Standard};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, baseline, "Privileged Containers".
pub(crate) static RULE: Rule = Rule {
    id: "privileged",
    severity: Severity::Critical,
    standards: &[Standard::PodSecurity("baseline/privileged-containers"), Standard::Aisvs("4.3.3")],
    fix: "remove `privileged`; devices are allocated through resources or claims",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for context in survey.contexts() {
        if context.has_container_fields() && context.is_true("privileged") {
            let what = format_args!("{} is privileged", context.who());
            report.found(context.at("privileged"), Offence::None, what);
        }
    }
}
