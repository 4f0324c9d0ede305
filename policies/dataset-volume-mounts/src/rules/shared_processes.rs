//! Containers that see each other's processes.

use policy_kit::datasets::Class;
use policy_kit::{Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;
use crate::uses::find::uses;

/// With shared processes each container reads the files of all others below `/proc/<pid>/root`, mounts and all.
pub(crate) static RULE: Rule = Rule {
    id: "shared-processes",
    severity: Severity::High,
    fix: "remove `shareProcessNamespace`, or run the container that needs it in another pod",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let mounted = &uses(survey, ctx, report).mounted;
    if mounted.is_empty() {
        return;
    }
    for spec in survey.pods.iter().map(|pod| pod.pod.map()) {
        if !spec.is_true("shareProcessNamespace") {
            continue;
        }
        let here = spec.here();
        for mounted in mounted.iter().filter(|mounted| mounted.dataset.class == Class::Restricted) {
            if mounted.by.is_within(&here) || here.is_within(&mounted.by) {
                let name = mounted.dataset.name;
                let what =
                    format_args!("every container sees the processes of those with dataset {}", quoted(name));
                report.found(spec.at("shareProcessNamespace"), Offence::Text(name), what);
            }
        }
    }
}
