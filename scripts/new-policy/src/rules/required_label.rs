//! Pods that do not tell whom they belong to.

use policy_kit::{Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Kubernetes, "Recommended Labels": tools find by labels what belongs together, and to whom.
pub(crate) static RULE: Rule = Rule {
    id: "required-label",
    severity: Severity::Low,
    fix: "add it to the labels of the pod, or of its template",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for pod in &survey.pods {
        for label in ctx.settings.labels.iter().filter(|label| !pod.has(label)) {
            let what = format_args!("the pod has no label {}", quoted(label));
            report.found(pod.spec.here(), Offence::Text(label), what);
        }
    }
}
