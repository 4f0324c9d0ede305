//! References that a controller completes before a pod is created.

use policy_kit::{Mode, Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Katib fills in `${trialParameters.x}`, Argo Workflows `{{inputs.parameters.x}}`, Kubeflow Pipelines
/// `{{$.inputs.parameters['x']}}`. What comes out is judged when the pod is created; anywhere else a placeholder is
/// what it looks like, a mistake.
pub(crate) static RULE: Rule = Rule {
    id: "unresolved-reference",
    default: Mode::Warn,
    severity: Severity::Low,
    fix: "write the image out to have it judged here; it is judged when the pod is created",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for found in &survey.unresolved {
        let what = format_args!("{} is completed by a controller", quoted(found.text));
        report.found(found.at, Offence::Text(found.text), what);
    }
}
